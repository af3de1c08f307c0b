"""What is done for the newest version once the pod is quiet: in a thread of its own, never while a turn runs."""

import logging
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Final

from common.errors import StoryDreamError
from session_pod.agent.patience import is_temporary

logger = logging.getLogger(__name__)

Job = Callable[[str], None]
"""Is told the version that the tree is at. What it raises as temporary is tried again."""

TRIES: Final = 3
RETRY_SECONDS: Final = 3.0
CLOSE_SECONDS: Final = 1.0


class QuietWork:
    """`jobs` are done one after another, each once a version; of versions that follow each other only the last counts.
    The first of a session waits longer: the preview's first picture comes before it. Thread-safe."""

    def __init__(self, jobs: Sequence[Job], *, quiet_seconds: float, first_seconds: float) -> None:
        self._jobs = tuple(jobs)
        self._quiet_seconds = quiet_seconds
        self._first_seconds = first_seconds
        self._changed = threading.Condition()
        self._sha = ""
        self._wanted: tuple[str, tuple[Job, ...]] | None = None
        self._mark = 0
        self._held = False
        self._closed = False
        self._thread = threading.Thread(target=self._work, name="quiet", daemon=True)

    def start(self, sha: str) -> None:
        """Begin with the version that the session opened on."""
        self.shows(sha)
        self._thread.start()

    def close(self) -> None:
        """Begin nothing more. A job under way is waited for, but not for long."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()
        if self._thread.is_alive() and threading.current_thread() is not self._thread:
            self._thread.join(CLOSE_SECONDS)

    def shows(self, sha: str) -> None:
        """The tree is at this version now."""
        with self._changed:
            self._sha = sha
            self._wanted = (sha, self._jobs)
            self._moved()

    def ask(self, job: Job) -> None:
        """Have one job more done, after what is to be done already."""
        with self._changed:
            self._add(self._sha, (job,))
            self._moved()

    def _add(self, sha: str, jobs: tuple[Job, ...]) -> None:
        """Of a version that isn't the newest any more nothing is left to do."""
        wanted_sha, wanted = self._wanted or (sha, ())
        if wanted_sha == sha:
            self._wanted = (sha, (*wanted, *(job for job in jobs if job not in wanted)))

    @contextmanager
    def held(self) -> Iterator[None]:
        """While a turn runs nothing is begun."""
        self._hold(held=True)
        try:
            yield
        finally:
            self._hold(held=False)

    def _hold(self, *, held: bool) -> None:
        with self._changed:
            self._held = held
            self._moved()

    def _moved(self) -> None:
        self._mark += 1
        self._changed.notify_all()

    def _work(self) -> None:
        with self._changed:
            self._changed.wait_for(lambda: self._closed, self._first_seconds)
        while (found := self._next()) is not None:
            self._do(*found)

    def _next(self) -> tuple[str, tuple[Job, ...]] | None:
        """A version with what is left to do for it, once nothing has happened for a while; None at the end."""
        with self._changed:
            while True:
                self._changed.wait_for(lambda: self._closed or (self._wanted is not None and not self._held))
                if self._closed:
                    return None
                if self._stays_quiet(self._mark):
                    found, self._wanted = self._wanted, None
                    return found

    def _stays_quiet(self, mark: int) -> bool:
        return not self._changed.wait_for(lambda: self._closed or self._mark != mark, self._quiet_seconds)

    def _do(self, sha: str, jobs: tuple[Job, ...]) -> None:
        for index, job in enumerate(jobs):
            for attempt in range(TRIES):
                with self._changed:
                    if self._closed:
                        return
                    if self._held or self._wanted is not None:
                        self._add(sha, jobs[index:])
                        return
                try:
                    job(sha)
                except StoryDreamError as error:
                    logger.info("not done", extra={"fields": {"sha": sha, "reason": error.detail}})
                    if is_temporary(error) and attempt + 1 < TRIES:
                        with self._changed:
                            self._changed.wait_for(lambda: self._closed, RETRY_SECONDS)
                        continue
                break
