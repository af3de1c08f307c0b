"""Small work on the cluster that nobody waits for: a few threads, each key once at a time, found again if it fails."""

import logging
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from common.errors import StoryDreamError

logger = logging.getLogger(__name__)

# Enough to settle a burst of 50 claims within a second at 10 to 20 ms a request.
WORKERS = 4


class Chores:
    def __init__(self) -> None:
        self._workers = ThreadPoolExecutor(WORKERS, thread_name_prefix="chore")
        self._busy: set[str] = set()
        self._lock = threading.Lock()

    def run(self, key: str, work: Callable[[], None]) -> None:
        """Do it soon, unless it is being done. What fails is logged; whoever asked for it looks again later."""
        with self._lock:
            if key in self._busy:
                return
            self._busy.add(key)
        try:
            self._workers.submit(self._work, key, work)
        except RuntimeError:  # stopped
            self._done(key)

    def stop(self) -> None:
        self._workers.shutdown(wait=False, cancel_futures=True)

    def _work(self, key: str, work: Callable[[], None]) -> None:
        try:
            work()
        except StoryDreamError as error:
            logger.warning("%s failed for now: %s", key, error.detail)
        finally:
            self._done(key)

    def _done(self, key: str) -> None:
        with self._lock:
            self._busy.discard(key)
