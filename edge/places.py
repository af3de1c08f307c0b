"""A few at once, and fewer for one person: for what takes memory, or a process, for as long as a client likes."""

import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from common.errors import RateLimited

_RETRY_SECONDS: Final = 10


class Places:
    """`most` in all, `each` for one person. Thread-safe."""

    def __init__(self, most: int, each: int) -> None:
        self._most = most
        self._each = each
        self._taken: Counter[str] = Counter()
        self._changed = threading.Condition()

    def take(self, who: str, wait_seconds: float) -> None:
        """Wait for a place, at most so long. Raises RateLimited."""
        with self._changed:
            if not self._changed.wait_for(lambda: self._is_free(who), wait_seconds):
                raise RateLimited("Too many of these at once: try again in a moment.", retryAfter=_RETRY_SECONDS)
            self._taken[who] += 1

    def leave(self, who: str) -> None:
        """Give a place back; once for each that was taken."""
        with self._changed:
            self._taken[who] -= 1
            self._taken += Counter()  # forgets who has none
            self._changed.notify_all()

    @contextmanager
    def place(self, who: str, wait_seconds: float) -> Iterator[None]:
        """A place for the length of a `with` block."""
        self.take(who, wait_seconds)
        try:
            yield
        finally:
            self.leave(who)

    def _is_free(self, who: str) -> bool:
        return self._taken.total() < self._most and self._taken[who] < self._each
