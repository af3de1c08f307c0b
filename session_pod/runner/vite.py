"""How Vite is run, and whether it answers.

Vite handles the user's files but runs none of their code. It is still shut into its own mount and pid namespaces where
bubblewrap works: a stylesheet's `@import` or a link in public/ must not reach a file of the host.
"""

import contextlib
import socket
from pathlib import Path

from session_pod.runner.kept import FRUGAL, Kept
from session_pod.runner.sandbox import Isolation, bubblewrap_base, node_dir
from session_pod.runner.settings import RunnerSettings

EVERYWHERE = "0.0.0.0"  # noqa: S104 - compared with, not bound to


class Vite(Kept):
    """The preview server."""

    def __init__(self, settings: RunnerSettings, isolation: Isolation) -> None:
        super().__init__("Vite", settings.image_dir)
        self._settings = settings
        self._isolation = isolation

    def _listens(self) -> bool:
        """Whether Vite listens (it does so once it can serve) and its control socket is there."""
        if not self._settings.control_socket.exists():
            return False
        host = self._settings.preview_host
        address = ("127.0.0.1" if host == EVERYWHERE else host, self._settings.preview_port)
        with contextlib.suppress(OSError), socket.create_connection(address, 1.0):
            return True
        return False

    def _argv(self) -> list[str]:
        image = self._settings.image_dir.resolve()
        vite = [str(image / "node_modules/.bin/vite"), "--configLoader", "runner"]
        if self._isolation == "none":
            return vite
        pod = self._settings.pod_dir.resolve()
        arguments = [*bubblewrap_base(), "--unshare-user-try", "--unshare-pid", "--unshare-ipc", "--unshare-uts"]
        for folder in (image, pod / "project", pod / "version"):
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
