"""Work on a session that goes on when the request that asked for it is over: one thread a key."""

import contextvars
import logging
import threading
from collections.abc import Callable

from common.errors import StoryDreamError

logger = logging.getLogger(__name__)


class Workers:
    """Threads are daemons: when the pool manager stops, the next one finds the work in the backend and goes on."""

    def __init__(self) -> None:
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

    def _work(self, key: str, work: Callable[[], None]) -> None:
        try:
            work()
        except StoryDreamError as error:
            logger.warning("%s stopped: %s", key, error.detail, extra={"fields": {"code": error.problem_code}})
        finally:
            with self._lock:
                del self._threads[key]
