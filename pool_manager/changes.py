"""Waiting without polling: a counter that grows with each change."""

import threading


class Changes:
    """Read `count`, look at the state, then `wait` for a change since that count: none is missed."""

    def __init__(self) -> None:
        self._count = 0
        self._condition = threading.Condition()

    @property
    def count(self) -> int:
        return self._count

    def tell(self) -> None:
        """Something changed."""
        with self._condition:
            self._count += 1
            self._condition.notify_all()

    def wait(self, since: int, seconds: float) -> None:
        """Returns at once when something changed since that count, else on the next change or after so many seconds."""
        with self._condition:
            self._condition.wait_for(lambda: self._count != since, max(0.0, seconds))
