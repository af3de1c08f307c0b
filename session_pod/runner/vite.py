"""Keeps Vite running: starts it, restarts it when it dies, and says whether it answers.

Vite handles the user's files but runs none of their code. It is still shut into its own mount and pid namespaces where
bubblewrap works: a stylesheet's `@import` or a link in public/ must not reach a file of the host.
"""

import contextlib
import logging
import os
import signal
import socket
import subprocess
import threading
import time
from pathlib import Path

from session_pod.runner.sandbox import Isolation, bubblewrap_base, node_dir
from session_pod.runner.settings import RunnerSettings

logger = logging.getLogger(__name__)

FIRST_BACKOFF_SECONDS = 0.2
MAX_BACKOFF_SECONDS = 5.0
STEADY_SECONDS = 30.0  # a Vite that lived this long had no bad start: the backoff begins anew
UP_SECONDS = 30.0
STOP_SECONDS = 3.0
WATCH_SECONDS = 2.0
DEAF_SECONDS = 10.0  # a busy machine stalls an accept for seconds, not for ten
EVERYWHERE = "0.0.0.0"  # noqa: S104 - compared with, not bound to
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


class Vite:
    """`start` once; everything else may be called from any thread."""

    def __init__(self, settings: RunnerSettings, isolation: Isolation) -> None:
        self._settings = settings
        self._isolation = isolation
        self._process: subprocess.Popen[bytes] | None = None
        self._stopping = threading.Event()
        # bubblewrap ties Vite's life to the thread that started it, so one thread starts them all and lives on.
        self._thread = threading.Thread(target=self._keep_running, name="vite", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """End Vite and don't start it again."""
        self._stopping.set()
        self._end()
        self._thread.join(timeout=STOP_SECONDS + 1)

    def restart(self) -> bool:
        """End Vite; True when the next one answers, False when it doesn't within 30 s."""
        before = self.pid
        self._end()
        deadline = time.monotonic() + UP_SECONDS
        while time.monotonic() < deadline:
            if self.pid not in (None, before) and self.is_up():
                return True
            time.sleep(0.05)
        return False

    @property
    def pid(self) -> int | None:
        """Of Vite, or of the bubblewrap around it; None between two of them."""
        process = self._process
        return process.pid if process is not None and process.poll() is None else None

    def is_up(self) -> bool:
        """Whether Vite listens (it does so once it can serve) and its control socket is there."""
        if self.pid is None or not self._settings.control_socket.exists():
            return False
        host = self._settings.preview_host
        address = ("127.0.0.1" if host == EVERYWHERE else host, self._settings.preview_port)
        with contextlib.suppress(OSError), socket.create_connection(address, 1.0):
            return True
        return False

    def _keep_running(self) -> None:
        backoff = FIRST_BACKOFF_SECONDS
        while not self._stopping.is_set():
            started = time.monotonic()
            self._process = subprocess.Popen(
                self._argv(),
                cwd=self._settings.image_dir,
                env=self._environment(),
                stdin=subprocess.DEVNULL,
                start_new_session=True,
            )
            code = self._watch(self._process)
            if self._stopping.is_set():
                return
            lived = time.monotonic() - started
            backoff = FIRST_BACKOFF_SECONDS if lived > STEADY_SECONDS else min(backoff * 2, MAX_BACKOFF_SECONDS)
            logger.warning("Vite ended and is started again", extra={"fields": {"exitCode": code, "lived": lived}})
            self._stopping.wait(backoff)

    def _watch(self, process: subprocess.Popen[bytes]) -> int:
        """Until this Vite has ended, by itself or because it lives but no longer listens; → its exit code."""
        answered = time.monotonic() + UP_SECONDS
        while True:
            try:
                return process.wait(WATCH_SECONDS)
            except subprocess.TimeoutExpired:
                if self.is_up():
                    answered = time.monotonic()
                elif time.monotonic() - answered > DEAF_SECONDS:
                    logger.warning("Vite no longer listens and is ended")
                    self._end()

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

    def _argv(self) -> list[str]:
        image = self._settings.image_dir.resolve()
        vite = [str(image / "node_modules/.bin/vite"), "--configLoader", "runner"]
        if self._isolation == "none":
            return vite
        pod = self._settings.pod_dir.resolve()
        arguments = [*bubblewrap_base(), "--unshare-user-try", "--unshare-pid", "--unshare-ipc", "--unshare-uts"]
        for folder in (image, pod / "project"):
            arguments += ["--ro-bind", str(folder), str(folder)]
        if pod != image:
            arguments += ["--symlink", str(image / "node_modules"), str(pod / "node_modules")]
        for folder in {pod / "vite-cache", *self._socket_dirs()}:
            arguments += ["--bind", str(folder), str(folder)]
        return [*arguments, "--chdir", str(image), "--", *vite]

    def _socket_dirs(self) -> set[Path]:
        return {self._settings.control_socket.resolve().parent, self._settings.runner_socket.resolve().parent}

    def _environment(self) -> dict[str, str]:
        settings = self._settings
        return {
            "PATH": f"{node_dir()}:/usr/local/bin:/usr/bin:/bin",
            "HOME": "/tmp",  # noqa: S108 - nothing is looked up there
            "LANG": "C.UTF-8",
            "NO_COLOR": "1",
            "NODE_ENV": "development",
            **FRUGAL,
            "STORYDREAM_POD_DIR": str(settings.pod_dir.resolve()),
            "STORYDREAM_RUN_ID": settings.run_id,
            "STORYDREAM_PREVIEW_HOST": settings.preview_host,
            "STORYDREAM_PREVIEW_PORT": str(settings.preview_port),
            "STORYDREAM_RUNNER_SOCKET": str(settings.runner_socket.resolve()),
            "STORYDREAM_CONTROL_SOCKET": str(settings.control_socket.resolve()),
            "STORYDREAM_EDGE_PUBLIC_KEY": settings.edge_public_key,
            "STORYDREAM_APP_ORIGIN": settings.app_origin,
            "STORYDREAM_PREVIEW_DOMAIN": settings.preview_domain,
        }
