"""When a pod that was just claimed may still be deleted: while the pool shrinks or rolls out, and a little after.

A ReplicaSet that scales down or rolls out deletes by name from a stale cache, also a pod whose claim has just returned
200: 80 of 80 in a scale to zero, 12 of 51 in a rollout, 0 of 153 otherwise. So in such a window a claim waits until the
ReplicaSet has let go; waiting always would cost a burst of 50 claims p50 1.0 s, p99 2.0 s.
"""

import threading
import time

from pool_manager.kubernetes.objects import PoolDeployment

# The controllers' own caches and rate limits: what was asked for may be carried out this much later.
WINDOW_SECONDS = 5.0


class ShrinkWindow:
    """Open at first: nobody knows what happened before this process looked."""

    def __init__(self, seconds: float = WINDOW_SECONDS) -> None:
        self._seconds = seconds
        self._unsettled: set[str] = set()
        self._until = time.monotonic() + seconds
        self._lock = threading.Lock()

    def open(self) -> None:
        """The pool is about to shrink."""
        with self._lock:
            self._until = time.monotonic() + self._seconds

    @property
    def is_open(self) -> bool:
        with self._lock:
            return bool(self._unsettled) or time.monotonic() < self._until

    def seen(self, old: PoolDeployment | None, new: PoolDeployment | None) -> None:
        """A Deployment changed, by whomever. Only one that grows, and does nothing else, is harmless."""
        with self._lock:
            if old is not None:
                self._unsettled.discard(old.name)
            if new is not None and new.surplus:
                self._unsettled.add(new.name)
        if old is not None and (new is None or not _only_grew(old, new)):
            self.open()


def _only_grew(old: PoolDeployment, new: PoolDeployment) -> bool:
    if new.generation == old.generation:
        return True
    return new.replicas > old.replicas and new.generation == old.generation + 1
