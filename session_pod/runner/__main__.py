"""`python -m session_pod.runner`: the `project` process of a pod."""

import os
import signal
import threading
from functools import partial
from types import FrameType

from werkzeug.serving import WSGIRequestHandler, make_server

from common import logs
from common.settings import load
from session_pod.layout import SHARING_UMASK, is_shared, lay_out, share
from session_pod.runner.app import create_app
from session_pod.runner.bounds import Bounds
from session_pod.runner.commands import Commands
from session_pod.runner.eyes import Eyes
from session_pod.runner.sandbox import Limits, Sandbox, choose_sandbox
from session_pod.runner.settings import RunnerSettings
from session_pod.runner.vite import Vite


class _Handler(WSGIRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Health is asked for every second: requests aren't worth a line."""


def main() -> None:
    settings = load(RunnerSettings)
    logs.configure("project", settings.log_level)
    os.umask(SHARING_UMASK)
    lay_out(settings.pod_dir, settings.image_dir)
    bounds = Bounds(settings.max_project_mb, settings.max_project_files)
    limits = Limits(settings.max_processes, settings.max_memory_mb, settings.max_file_mb, bounds)
    marks = {"STORYDREAM_POD_DIR": str(settings.pod_dir), "STORYDREAM_RUN_ID": settings.run_id}
    sandbox = choose_sandbox(settings.pod_dir, settings.image_dir, limits, marks=marks, wanted=settings.sandbox)
    vite = Vite(settings, sandbox.isolation)
    eyes = Eyes(settings, sandbox.isolation)
    after = partial(share, settings.pod_dir / "project") if is_shared(settings.pod_dir) else _nothing
    commands = Commands(sandbox, settings.max_processes, after)
    # The other version is a project of its own to the sandbox: a build sees and changes that folder alone.
    version = settings.pod_dir / "version"
    version_sandbox = Sandbox(version, settings.image_dir, limits, isolation=sandbox.isolation, marks=marks)
    after_build = partial(share, version) if is_shared(settings.pod_dir) else _nothing
    builds = Commands(version_sandbox, settings.max_processes, after_build)
    app = create_app(vite, eyes, commands, builds, sandbox)

    settings.runner_socket.unlink(missing_ok=True)
    server = make_server(f"unix://{settings.runner_socket}", 0, app, threaded=True, request_handler=_Handler)
    settings.runner_socket.chmod(0o660)

    def stop(_signal: int, _frame: FrameType | None) -> None:
        threading.Thread(target=server.shutdown).start()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    vite.start()
    try:
        server.serve_forever()
    finally:
        commands.close()
        eyes.stop()
        vite.stop()
        settings.runner_socket.unlink(missing_ok=True)


def _nothing() -> None:
    """One user: it may change all its files."""


if __name__ == "__main__":
    main()
