"""Work that a stop can't interrupt is done beside: once the turn is stopped, nobody waits for it any more."""

import contextvars
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, wait
from typing import Final, TypeVar

Result = TypeVar("Result")

POLL_SECONDS: Final = 0.05
END_SECONDS: Final = 4.0
"""How long work that changes files may take to end after a stop; all of a stop takes 5 s at most."""
_END_AGAIN_SECONDS: Final = 0.5


class LeftBehind(Exception):
    """The turn was stopped while this was being done."""


def run_beside(
    work: Callable[[], Result], stop: threading.Event, *, ending: Callable[[], None] | None = None
) -> Result:
    """What `work` returns or raises. Raises LeftBehind soon after `stop`: at once where it changes nothing, else (with
    `ending`, which is called again and again to bring it to its end) when it has ended, or after END_SECONDS."""
    done: Future[Result] = Future()
    context = contextvars.copy_context()
    threading.Thread(target=context.run, args=(_into, done, work), name="beside", daemon=True).start()
    while not wait([done], POLL_SECONDS).done:
        if stop.is_set():
            _leave(done, ending)
            raise LeftBehind
    return done.result()


def _into(done: "Future[Result]", work: Callable[[], Result]) -> None:
    try:
        done.set_result(work())
    except BaseException as error:  # noqa: BLE001 - it is raised again where it is waited for
        done.set_exception(error)


def _leave(done: "Future[Result]", ending: Callable[[], None] | None) -> None:
    deadline = time.monotonic() + END_SECONDS
    while ending is not None and time.monotonic() < deadline and not done.done():
        ending()  # the command may only now have begun
        wait([done], _END_AGAIN_SECONDS)
