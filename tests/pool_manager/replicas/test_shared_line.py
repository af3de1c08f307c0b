"""The line for a pod, over several pool managers on one Redis: fair, bounded, without the dead, not lost with Redis."""

import threading
from collections.abc import Iterator
from contextlib import ExitStack

import pytest
import redis

from common.errors import PoolExhausted
from common.session_store import SessionStore
from pool_manager.backend import Pod, PodState
from pool_manager.line import Line
from tests.pool_manager.harness import eventually
from tests.servers import redis_server

POD = Pod("pod-one", "uid", "127.0.0.1", PodState.CLAIMED, 0, "http://x")


class Waiting:
    """Sessions that wait at lines for pods which a test gives one by one."""

    def __init__(self) -> None:
        self.free = threading.Semaphore(0)
        self.took: list[str] = []
        """In the order of their turns; who is served says so only after the next one's may have come."""
        self.served: list[str] = []
        self.refused: list[str] = []
        self.gives_up = threading.Event()

    def at(self, line: Line, session_id: str) -> None:
        """Returns when it has its place."""
        threading.Thread(target=self._wait, args=(line, session_id), daemon=True).start()
        eventually(lambda: line.position(session_id))

    def give(self, count: int = 1) -> None:
        for _ in range(count):
            self.free.release()

    def _wait(self, line: Line, session_id: str) -> None:
        try:
            line.wait(session_id, lambda: self._take(session_id))
            self.served.append(session_id)
        except PoolExhausted:
            self.refused.append(session_id)

    def _take(self, session_id: str) -> Pod | None:
        if self.gives_up.is_set():
            raise PoolExhausted
        if not self.free.acquire(blocking=False):
            return None
        self.took.append(session_id)
        return POD


@pytest.fixture
def waiting() -> Iterator[Waiting]:
    made = Waiting()
    yield made
    made.gives_up.set()


def test_first_come_first_served_across_pool_managers(redis_url: str, waiting: Waiting) -> None:
    lines = [Line(10, 20.0, SessionStore(redis_url)) for _ in range(2)]
    for number in range(6):
        waiting.at(lines[number % 2], f"session-{number}")
    assert [len(line) for line in lines] == [6, 6]
    assert [line.position("session-3") for line in lines] == [4, 4], "any pool manager knows the place"
    for done in range(6):
        waiting.give()
        eventually(lambda done=done: len(waiting.served) == done + 1)  # type: ignore[misc]
    assert waiting.served == [f"session-{number}" for number in range(6)]
    assert len(lines[0]) == 0


def test_the_bound_is_one_for_all(redis_url: str, waiting: Waiting) -> None:
    """Fails when each pool manager counts its own waiters only."""
    lines = [Line(2, 20.0, SessionStore(redis_url)) for _ in range(2)]
    waiting.at(lines[0], "session-one")
    waiting.at(lines[1], "session-two")
    for line in lines:
        with pytest.raises(PoolExhausted) as refused:
            line.wait("session-three", lambda: POD)
        assert refused.value.retry_after


def test_whoever_waited_at_a_pool_manager_that_died_leaves(redis_url: str, waiting: Waiting) -> None:
    """Fails when places don't expire: the dead one's would stay the first for ever."""
    store = SessionStore(redis_url)
    store.line_join("session-dead", 10, 60_000, 0)
    line = Line(10, 20.0, store)
    waiting.at(line, "session-alive")
    assert line.position("session-alive") == 2
    store.line_join("session-dead", 10, 300, 0)  # the last that is heard of it
    waiting.give()
    eventually(lambda: waiting.served == ["session-alive"])


def test_as_many_as_pods_are_free_are_served_at_once(redis_url: str) -> None:
    """Fails when only the first in line may take one: a slow claim would hold up all behind it."""
    line = Line(10, 20.0, SessionStore(redis_url), free=lambda: 3)
    together = threading.Barrier(3, timeout=30)

    def take() -> Pod:
        together.wait()
        return POD

    threads = [threading.Thread(target=line.wait, args=(f"session-{number}", take)) for number in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(line) == 0


def test_an_emptied_redis_costs_nobody_the_place(redis_url: str, waiting: Waiting) -> None:
    lines = [Line(10, 20.0, SessionStore(redis_url)) for _ in range(2)]
    for number in range(4):
        waiting.at(lines[number % 2], f"session-{number}")
    client = redis.Redis.from_url(redis_url)
    client.flushall()
    client.close()
    eventually(lambda: len(lines[0]) == 4)
    waiting.give(4)
    eventually(lambda: len(waiting.served) == 4)
    assert waiting.took == [f"session-{number}" for number in range(4)]


def test_without_redis_each_pool_manager_serves_its_own_line(waiting: Waiting) -> None:
    """Fails when the shared line is the only one: nobody would get a pod until Redis is back."""
    with ExitStack() as stack:
        url = stack.enter_context(redis_server())
        line = Line(2, 60.0, SessionStore(url))
        waiting.at(line, "session-0")
        waiting.at(line, "session-1")
        stack.close()
        waiting.give(2)
        eventually(lambda: len(waiting.served) == 2)
        assert waiting.took == ["session-0", "session-1"]
        assert len(line) == 0
