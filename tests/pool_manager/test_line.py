"""The line for a pod: bounded, fair, patient for so long and no longer."""

import threading
import time

import pytest

from common.errors import PoolExhausted, Superseded
from pool_manager.backend import Pod, PodState
from pool_manager.line import Line
from tests.pool_manager.harness import eventually

POD = Pod("pod-one", "uid", "127.0.0.1", PodState.CLAIMED, 0, "http://x")


def test_first_come_first_served() -> None:
    line, free, served = Line(10, 60.0), threading.Semaphore(0), list[str]()

    def wait(name: str) -> None:
        line.wait(name, lambda: POD if free.acquire(blocking=False) else None)
        served.append(name)

    threads = []
    for number in range(5):
        name = f"session-{number}"
        threads.append(threading.Thread(target=wait, args=(name,)))
        threads[-1].start()
        eventually(lambda name=name: line.position(name))  # type: ignore[misc]
    assert line.position("session-3") == 4
    for done in range(5):
        free.release()
        line.notify()
        eventually(lambda done=done: len(served) == done + 1)  # type: ignore[misc]
    assert served == [f"session-{number}" for number in range(5)]
    assert line.position("session-3") is None


def test_a_full_line_refuses_at_once() -> None:
    with pytest.raises(PoolExhausted) as refused:
        Line(0, 10.0).wait("session-one", lambda: POD)
    assert refused.value.retry_after


def test_patience_ends() -> None:
    line, started = Line(1, 0.2), time.monotonic()
    with pytest.raises(PoolExhausted):
        line.wait("session-one", lambda: None)
    assert time.monotonic() - started < 20
    assert len(line) == 0


def test_whoever_was_closed_meanwhile_leaves_the_line() -> None:
    def closed() -> Pod | None:
        raise Superseded("Closed.")

    line = Line(1, 10.0)
    with pytest.raises(Superseded):
        line.wait("session-one", closed)
    assert len(line) == 0
