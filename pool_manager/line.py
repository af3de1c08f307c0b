"""The line of sessions that wait for a pod: bounded, first come first served."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from common.errors import PoolExhausted
from pool_manager.backend import Pod

# Somebody notifies on every change; this bounds what a missed one costs.
_LOOK_AGAIN_SECONDS = 0.5


class Line:
    def __init__(self, longest: int, patience_seconds: float) -> None:
        self._longest = longest
        self._patience = patience_seconds
        self._waiting: list[str] = []
        self._changed = threading.Condition()

    def __len__(self) -> int:
        return len(self._waiting)

    def position(self, session_id: str) -> int | None:
        """1 is next; None when the session isn't waiting."""
        with self._changed:
            return self._waiting.index(session_id) + 1 if session_id in self._waiting else None

    def notify(self) -> None:
        """A pod may have become free."""
        with self._changed:
            self._changed.notify_all()

    def wait(self, session_id: str, take: Callable[[], Pod | None]) -> Pod:
        """The pod that `take` gives once it is this session's turn.

        Raises PoolExhausted when the line is full or patience ends, and whatever `take` raises.
        """
        with self._place(session_id):
            until = time.monotonic() + self._patience
            while time.monotonic() < until:
                pod = take() if self.position(session_id) == 1 else None
                if pod is not None:
                    return pod
                with self._changed:
                    self._changed.wait(_LOOK_AGAIN_SECONDS)
        raise PoolExhausted("All workspaces are busy. Try again in a minute.", retryAfter=60)

    @contextmanager
    def _place(self, session_id: str) -> Iterator[None]:
        with self._changed:
            if len(self._waiting) >= self._longest:
                raise PoolExhausted("All workspaces are busy and many wait. Try again in a minute.", retryAfter=60)
            self._waiting.append(session_id)
        try:
            yield
        finally:
            with self._changed:
                self._waiting.remove(session_id)
                self._changed.notify_all()
