"""The line of sessions that wait for a pod: bounded, first come first served, one for all pool managers.

It stands in Redis. When Redis is away each pool manager goes by the line of its own waiters, so that nobody waits for
ever; when Redis is back, or was emptied, everybody takes the old place again.
"""

import logging
import threading
import time
from bisect import insort
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Protocol, TypeVar

from common.errors import PoolExhausted, Unavailable
from pool_manager.backend import Pod

logger = logging.getLogger(__name__)

Answer = TypeVar("Answer")

# Somebody notifies on every change; this bounds what a missed one costs.
_LOOK_AGAIN_SECONDS = 0.5
# Those far behind don't look at every change: 200 who wait would ask Redis 40,000 times while the line empties.
_NEAR = 8
# Whoever falls silent for so long is out of the line. A pause of this length only costs a new entry at the old place.
ALIVE_MS = 4_000
# After a call to Redis failed (0.2 to 8 s) the local line does for so long.
AWAY_SECONDS = 3.0
RETRY_AFTER_SECONDS = 60


class Places(Protocol):
    """A line; see SessionStore. Positions begin at 1; 0 is none. `since` in µs since 1970, 0 for a new one."""

    def line_join(self, session_id: str, longest: int, alive_ms: int, since: int) -> tuple[int, int]: ...
    def line_look(self, session_id: str = "") -> tuple[int, int]: ...
    def line_leave(self, session_id: str) -> None: ...


class LocalPlaces:
    """The line of this process alone."""

    def __init__(self) -> None:
        self._waiting: list[tuple[int, str]] = []
        self._lock = threading.Lock()

    def line_join(self, session_id: str, longest: int, alive_ms: int, since: int) -> tuple[int, int]:  # noqa: ARG002
        with self._lock:
            known = next((one for one in self._waiting if one[1] == session_id), None)
            if known is None:
                if since == 0 and len(self._waiting) >= longest:
                    return 0, 0
                last = self._waiting[-1][0] if self._waiting else 0
                known = (since or max(time.time_ns() // 1000, last + 1), session_id)
                insort(self._waiting, known)
            return self._waiting.index(known) + 1, known[0]

    def line_look(self, session_id: str = "") -> tuple[int, int]:
        with self._lock:
            ids = [one[1] for one in self._waiting]
            return (ids.index(session_id) + 1 if session_id in ids else 0), len(ids)

    def line_leave(self, session_id: str) -> None:
        with self._lock:
            self._waiting = [one for one in self._waiting if one[1] != session_id]


class Line:
    def __init__(
        self, longest: int, patience_seconds: float, shared: Places | None = None, free: Callable[[], int] = lambda: 1
    ) -> None:
        """`shared` is the line of all pool managers, None where there is only this one; `free` says how many pods are
        warm: so many may take one at the same time."""
        self._longest = longest
        self._patience = patience_seconds
        self._shared = shared
        self._free = free
        self._local = LocalPlaces()
        self._away_until = float("-inf")
        self._changed = threading.Condition()

    def __len__(self) -> int:
        return self._ask(lambda places: places.line_look())[1]

    def position(self, session_id: str) -> int | None:
        """1 is next; None when the session isn't waiting."""
        return self._ask(lambda places: places.line_look(session_id))[0] or None

    def notify(self) -> None:
        """A pod may have become free, or somebody have left."""
        with self._changed:
            self._changed.notify_all()

    def wait(
        self,
        session_id: str,
        take: Callable[[], Pod | None],
        since: int = 0,
        tell: Callable[[], None] = lambda: None,
    ) -> Pod:
        """The pod that `take` gives once it is this session's turn; `since` (µs) when it has been waiting before.

        `tell` is called at every look, to say what is waited for.
        Raises PoolExhausted when the line is full or patience ends, and whatever `take` raises.
        """
        until = time.monotonic() + self._patience
        with self._place(session_id, since) as place:
            while True:
                position = place()
                tell()
                pod = take() if position <= max(1, self._free()) else None
                if pod is not None:
                    return pod
                if time.monotonic() >= until:
                    raise PoolExhausted(
                        "All workspaces are busy. Try again in a minute.", retryAfter=RETRY_AFTER_SECONDS
                    )
                if position > _NEAR:
                    time.sleep(_LOOK_AGAIN_SECONDS)
                else:
                    with self._changed:
                        self._changed.wait(_LOOK_AGAIN_SECONDS)

    @contextmanager
    def _place(self, session_id: str, since: int) -> Iterator[Callable[[], int]]:
        """A place in line for the length of a `with` block: what it gives says that we still wait → the position."""
        position, began = self._join(session_id, since)
        if position == 0:
            detail = "All workspaces are busy and many wait. Try again in a minute."
            raise PoolExhausted(detail, retryAfter=RETRY_AFTER_SECONDS)
        try:
            yield lambda: self._join(session_id, began)[0]
        finally:
            self._local.line_leave(session_id)
            self._ask(lambda places: places.line_leave(session_id))
            self.notify()

    def _join(self, session_id: str, since: int) -> tuple[int, int]:
        position, began = self._ask(lambda places: places.line_join(session_id, self._longest, ALIVE_MS, since))
        if position:
            self._local.line_join(session_id, self._longest, ALIVE_MS, began)
        return position, began

    def _ask(self, ask: Callable[[Places], Answer]) -> Answer:
        """Of the shared line; of the local one where that is out of reach."""
        if self._shared is not None and time.monotonic() >= self._away_until:
            try:
                return ask(self._shared)
            except Unavailable as error:
                self._away_until = time.monotonic() + AWAY_SECONDS
                logger.warning("The shared line is out of reach, the local one does: %s", error.detail)
        return ask(self._local)
