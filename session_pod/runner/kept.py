"""Keeps a process of the pod's running: starts it, restarts it when it dies or goes deaf."""

import contextlib
import logging
import os
import signal
import subprocess
import threading
import time
from abc import ABC, abstractmethod
from pathlib import Path

logger = logging.getLogger(__name__)

FIRST_BACKOFF_SECONDS = 0.2
MAX_BACKOFF_SECONDS = 5.0
STEADY_SECONDS = 30.0  # one that lived this long had no bad start: the backoff begins anew
UP_SECONDS = 30.0
STOP_SECONDS = 3.0
SILENT_SECONDS = 0.02
WATCH_SECONDS = 2.0
DEAF_SECONDS = 10.0  # a busy machine stalls an accept for seconds, not for ten

HEAP_MB = 768
# An idle Vite after its warm-up: 245 MB resident without these, 180 MB with (of which 55 MB are shared program text).
# The heap is 25 MB of it; the rest is what the native transformer's threads and allocators hold back.
FRUGAL = {
    "NODE_OPTIONS": f"--max-old-space-size={HEAP_MB} --max-semi-space-size=2",
    "UV_THREADPOOL_SIZE": "1",
    "TOKIO_WORKER_THREADS": "1",
    "RAYON_NUM_THREADS": "1",
    "MALLOC_ARENA_MAX": "1",
    "MIMALLOC_PURGE_DELAY": "0",
}


class Kept(ABC):
    """`start` once; everything else may be called from any thread."""

    def __init__(self, name: str, folder: Path) -> None:
        self._name = name
        self._folder = folder
        self._process: subprocess.Popen[bytes] | None = None
        self._stopping = threading.Event()
        self._asked = threading.Event()
        # bubblewrap ties a process's life to the thread that started it, so one thread starts them all and lives on.
        self._thread = threading.Thread(target=self._keep_running, name=name, daemon=True)

    @abstractmethod
    def _listens(self) -> bool:
        """Whether something answers where it does, be it what is left of an earlier one."""

    @abstractmethod
    def _argv(self) -> list[str]:
        """What to run."""

    @abstractmethod
    def _environment(self) -> dict[str, str]:
        """All that it finds in its environment."""

    def is_up(self) -> bool:
        """Whether it runs and listens."""
        return self.pid is not None and self._listens()

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """End it and don't start it again."""
        self._stopping.set()
        self._end()
        if self._thread.is_alive():
            self._thread.join(timeout=STOP_SECONDS + 1)

    def restart(self) -> bool:
        """End it; True when the next one answers, False when it doesn't within 30 s."""
        before = self.pid
        if before is not None:
            self._asked.set()
        self._end()
        deadline = time.monotonic() + UP_SECONDS
        while time.monotonic() < deadline:
            if self.pid not in (None, before) and self.is_up():
                return True
            time.sleep(0.05)
        return False

    @property
    def pid(self) -> int | None:
        """Of the process, or of the bubblewrap around it; None between two of them."""
        process = self._process
        return process.pid if process is not None and process.poll() is None else None

    def _keep_running(self) -> None:
        backoff = FIRST_BACKOFF_SECONDS
        while not self._stopping.is_set():
            started = time.monotonic()
            self._process = subprocess.Popen(
                self._argv(),
                cwd=self._folder,
                env=self._environment(),
                stdin=subprocess.DEVNULL,
                start_new_session=True,
            )
            code = self._watch(self._process)
            if self._stopping.is_set():
                return
            self._await_silence()
            if self._asked.is_set():
                self._asked.clear()
                backoff = FIRST_BACKOFF_SECONDS
                continue
            lived = time.monotonic() - started
            backoff = FIRST_BACKOFF_SECONDS if lived > STEADY_SECONDS else min(backoff * 2, MAX_BACKOFF_SECONDS)
            told = {"exitCode": code, "lived": lived}
            logger.warning("%s ended and is started again", self._name, extra={"fields": told})
            self._stopping.wait(backoff)

    def _watch(self, process: subprocess.Popen[bytes]) -> int:
        """Until this one has ended, by itself or because it lives but no longer listens; → its exit code."""
        answered = time.monotonic() + UP_SECONDS
        while True:
            try:
                return process.wait(WATCH_SECONDS)
            except subprocess.TimeoutExpired:
                if self.is_up():
                    answered = time.monotonic()
                elif time.monotonic() - answered > DEAF_SECONDS:
                    logger.warning("%s no longer listens and is ended", self._name)
                    self._end()

    def _await_silence(self) -> None:
        """Until nothing answers any more: bubblewrap ends before what ran in it (180 ms at a load of 7). The next one
        couldn't have its port, and would be taken for it."""
        deadline = time.monotonic() + STOP_SECONDS
        while self._listens() and time.monotonic() < deadline and not self._stopping.is_set():
            time.sleep(SILENT_SECONDS)

    def _end(self) -> None:
        process = self._process
        if process is None or process.poll() is not None:
            return
        for signal_number, patience in ((signal.SIGTERM, STOP_SECONDS), (signal.SIGKILL, STOP_SECONDS)):
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal_number)
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(patience)
                return
