"""Work on a session that goes on when the request that asked for it is over: one thread a key."""

import contextvars
import logging
import threading
import time
from collections.abc import Callable

from common.errors import StoryDreamError
from pool_manager.owners import Owners

logger = logging.getLogger(__name__)

_OWNED = ("open:", "end:")
_LOOK_AGAIN_SECONDS = 0.05


class Workers:
    """Threads are daemons: when the pool manager stops, the next one finds the work in the backend and goes on.

    Work under `open:…` and `end:…` is left alone while another pool manager is at it.
    """

    def __init__(self, owners: Owners) -> None:
        self._owners = owners
        self._threads: dict[str, threading.Thread] = {}
        self._lock = threading.Lock()

    def run(self, key: str, work: Callable[[], None]) -> threading.Thread:
        """The thread that does the work; the one that is at it already, if there is one."""
        with self._lock:
            running = self._threads.get(key)
            if running is not None:
                return running
            context = contextvars.copy_context()  # the trace id goes along
            thread = threading.Thread(target=context.run, args=(self._work, key, work), name=key, daemon=True)
            self._threads[key] = thread
            thread.start()
            return thread

    def working(self, key: str) -> bool:
        with self._lock:
            return key in self._threads

    def count(self, prefix: str) -> int:
        """How many threads work under keys that begin so."""
        with self._lock:
            return sum(key.startswith(prefix) for key in self._threads)

    def finish(self, seconds: float) -> bool:
        """Wait for all owned work to end; False when some is left after so many seconds."""
        until = time.monotonic() + seconds
        while any(self.count(prefix) for prefix in _OWNED):
            if time.monotonic() >= until:
                return False
            time.sleep(_LOOK_AGAIN_SECONDS)
        return True

    def _work(self, key: str, work: Callable[[], None]) -> None:
        try:
            if not key.startswith(_OWNED):
                work()
            elif self._owners.take(key):
                try:
                    work()
                finally:
                    self._owners.done(key)
        except StoryDreamError as error:
            logger.warning("%s stopped: %s", key, error.detail, extra={"fields": {"code": error.problem_code}})
        finally:
            with self._lock:
                del self._threads[key]
