"""How the eyes are run: a process that keeps a headless browser on the video (`image/eyes/main.mjs`).

The browser runs the user's code, so it is shut in like their commands, without a network; Vite answers it over a
socket. Nothing of the project is in there, and nothing of it can be written. It starts when a session has begun, as a
warm pod has nothing to look at.
"""

import contextlib
import socket
import time
from pathlib import Path

from session_pod.runner.kept import FRUGAL, UP_SECONDS, Kept
from session_pod.runner.sandbox import POD, Isolation, bubblewrap_base, node_dir
from session_pod.runner.settings import RunnerSettings

_LOOK_SECONDS = 0.02
_FILES = ("package.json", "eyes")
_FONT_CACHE = "/var/cache/fontconfig"
INSIDE = "/run/eyes"


class Eyes(Kept):
    """`open` starts them, once; then they are kept."""

    def __init__(self, settings: RunnerSettings, isolation: Isolation) -> None:
        super().__init__("The eyes", Path("/"))
        self._settings = settings
        self._isolation = isolation
        self._sockets = settings.control_socket.resolve().parent / "eyes"
        self._sockets.mkdir(mode=0o770, exist_ok=True)

    def open(self) -> bool:
        """Start them if they don't run yet; True when they answer, False when they don't within 30 s."""
        with contextlib.suppress(RuntimeError):  # they run already
            self.start()
        deadline = time.monotonic() + UP_SECONDS
        while time.monotonic() < deadline:
            if self.is_up():
                return True
            time.sleep(_LOOK_SECONDS)
        return False

    def _listens(self) -> bool:
        """Whether jobs are taken."""
        with socket.socket(socket.AF_UNIX) as probe, contextlib.suppress(OSError):
            probe.settimeout(1.0)
            probe.connect(str(self._sockets / "eyes.sock"))
            return True
        return False

    def _argv(self) -> list[str]:
        image = self._settings.image_dir.resolve()
        if self._isolation == "none":
            return ["node", str(image / "eyes/main.mjs")]
        arguments = [*bubblewrap_base(), "--unshare-all", "--unshare-user", "--uid", "1000", "--gid", "1000"]
        arguments += ["--hostname", "pod", "--cap-drop", "ALL", "--dir", str(POD)]
        arguments += ["--ro-bind-try", _FONT_CACHE, _FONT_CACHE]
        for name in _FILES:
            arguments += ["--ro-bind", str(image / name), str(POD / name)]
        arguments += ["--bind", str(self._sockets), INSIDE]
        return [*arguments, "--chdir", str(POD), "--", "node", str(POD / "eyes/main.mjs")]

    def _environment(self) -> dict[str, str]:
        return {
            "PATH": f"{node_dir()}:/usr/local/bin:/usr/bin:/bin",
            "HOME": "/tmp",  # noqa: S108 - the sandbox's own, or nothing that matters
            "TMPDIR": "/tmp",  # noqa: S108
            "LANG": "C.UTF-8",
            **FRUGAL,
            "STORYDREAM_RUN_ID": self._settings.run_id,
            "STORYDREAM_POD_DIR": str(self._settings.pod_dir.resolve()),
            "STORYDREAM_EYES_DIR": INSIDE if self._isolation == "full" else str(self._sockets),
            "STORYDREAM_EYES_MEMORY_MB": str(self._settings.eyes_memory_mb),
            "STORYDREAM_EYES_FRAME_SECONDS": str(self._settings.eyes_frame_seconds),
        }
