"""What every controller is: a thread with a queue of keys, level-triggered, that can be paused, slowed and paced."""

import heapq
import itertools
import logging
import threading
import time
from abc import ABC, abstractmethod

from tests.pool_manager.kube.api import Api
from tests.pool_manager.kube.errors import ApiError
from tests.pool_manager.kube.store import Author, Change, Key

_RETRY_SECONDS = 0.02
_log = logging.getLogger(__name__)


class Controller(ABC):
    """`delay_seconds` passes between a change and the look at it. `writes_per_second`: the client rate limit of the
    real controllers (20 a second by default, with bursts of 30); None for no limit."""

    name = ""

    def __init__(self, api: Api) -> None:
        self.api = api
        self.delay_seconds = 0.0
        self.writes_per_second: float | None = None
        self._tokens = 0.0
        self._tokens_at = time.monotonic()
        self._queue: list[tuple[float, int, Key]] = []
        self._due: dict[Key, float] = {}
        self._count = itertools.count()
        self._wake = threading.Condition()
        self._paused = False
        self._ended = False
        self._busy = False
        self._thread = threading.Thread(target=self._run, name=f"kube-{self.name}", daemon=True)
        api.store.listen(self.on_change)

    @abstractmethod
    def on_change(self, change: Change) -> None:
        """Called under the store's lock: only enqueue."""

    @abstractmethod
    def sync(self, key: Key) -> None:
        """Bring what the key names to where it should be; safe to repeat. An ApiError repeats it."""

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        with self._wake:
            self._ended = True
            self._wake.notify_all()
        self._thread.join(5)

    def pause(self) -> None:
        """Returns when it does nothing any more."""
        with self._wake:
            self._paused = True
            self._wake.notify_all()
            while self._busy and threading.current_thread() is not self._thread:
                self._wake.wait(0.1)

    def resume(self) -> None:
        with self._wake:
            self._paused = False
            self._wake.notify_all()

    @property
    def idle(self) -> bool:
        """Nothing is due now, or it is paused."""
        with self._wake:
            return self._paused or (not self._busy and not any(at <= time.monotonic() for at in self._due.values()))

    def enqueue(self, key: Key, after: float = 0.0) -> None:
        """The earliest time asked for counts."""
        at = time.monotonic() + after
        with self._wake:
            if at >= self._due.get(key, float("inf")):
                return
            self._due[key] = at
            heapq.heappush(self._queue, (at, next(self._count), key))
            self._wake.notify_all()

    def because(self, reason: str) -> Author:
        return Author(self.name, reason)

    def slow(self, delay_seconds: float, writes_per_second: float | None) -> None:
        """From now on, with nothing saved up."""
        self.delay_seconds = delay_seconds
        self._tokens, self._tokens_at = 0.0, time.monotonic()
        self.writes_per_second = writes_per_second

    def pace(self) -> None:
        """Before each write of a controller that has a rate."""
        if self.writes_per_second is None:
            return
        now = time.monotonic()
        burst = self.writes_per_second * 1.5
        self._tokens = min(burst, self._tokens + (now - self._tokens_at) * self.writes_per_second)
        self._tokens_at = now
        self._tokens -= 1
        if self._tokens < 0:
            time.sleep(-self._tokens / self.writes_per_second)

    def _run(self) -> None:
        while (key := self._take()) is not None:
            try:
                self.sync(key)
            except ApiError as error:
                _log.debug("%s: %s: %s", self.name, key, error)
                self.enqueue(key, _RETRY_SECONDS)
            finally:
                with self._wake:
                    self._busy = False
                    self._wake.notify_all()

    def _take(self) -> Key | None:
        with self._wake:
            while not self._ended:
                wait = None
                if self._queue and not self._paused:
                    at, _, key = self._queue[0]
                    wait = at - time.monotonic()
                    if wait <= 0:
                        heapq.heappop(self._queue)
                        if self._due.get(key) == at:
                            del self._due[key]
                            self._busy = True
                            return key
                        continue
                self._wake.wait(wait)
            return None
