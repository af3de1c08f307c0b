"""The `project` process as the agent sees it, on real Unix sockets: commands really run, Vite's answers are set by the
test."""

import os
import signal
import subprocess
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from flask import Flask, request
from werkzeug.serving import BaseWSGIServer, make_server

Json = dict[str, Any]
PICTURE = "/9j/4AAQSkZJRg=="


class FakeProject:
    """`broken(project_dir)` gives the findings of a check; `report` is what a preview page says."""

    def __init__(self, sockets: Path, project_dir: Path) -> None:
        self.runner_socket = sockets / "runner.sock"
        self.control_socket = sockets / "control.sock"
        self.project_dir = project_dir
        self.vite_up = True
        self.armed: list[Json] = []
        self.heads: list[Json] = []
        self.checks = 0
        self.no_checks = False
        self.findings: list[Json] = []
        self.broken_while: str | None = None  # text in src/MyVideo.tsx that doesn't compile
        self.sheet: Json | None = None
        self.frames_asked: list[Json] = []
        self.looked_into: list[str] = []
        self.timeline: Json | None = None
        self.timelines_asked = 0
        self.restarts = 0
        self.assets: dict[str, Json] = {}
        self.strip_of: Callable[[Path], Json | None] = lambda _version: None
        """Draws the version in this folder; none where it can't be drawn."""
        self.build_of: Callable[[Path], str] = lambda _version: "The runner has no Vite"
        """Builds it; says why it can't be built."""
        self.checking = threading.Event()
        self.slow_checks = threading.Event()
        """While it is cleared, a check goes on and on."""
        self.slow_checks.set()
        self._reports: list[Json] = []
        self._changed = threading.Condition()
        self._closed = False
        self._running: dict[str, subprocess.Popen[str]] = {}
        self._servers = [
            self._serve(self.runner_socket, self._runner()),
            self._serve(self.control_socket, self._control()),
        ]

    def _serve(self, path: Path, app: Flask) -> tuple[BaseWSGIServer, threading.Thread]:
        server = make_server(f"unix://{path}", 0, app, threaded=True)
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        return server, thread

    def close(self) -> None:
        with self._changed:
            self._closed = True
            self._changed.notify_all()
        self.slow_checks.set()
        for server, thread in self._servers:
            server.shutdown()
            thread.join()
            server.server_close()

    def report(self, outcome: str, **fields: Any) -> None:
        with self._changed:
            seq = len(self._reports) + 1
            self._reports.append({"seq": seq, "type": outcome, "uid": "uid-lena", "role": "owner", **fields})
            self._changed.notify_all()

    def _runner(self) -> Flask:
        app = Flask("fake-runner")

        @app.get("/healthz")
        def health() -> Json:
            return {"viteUp": self.vite_up, "isolation": "none", "vitePid": 1}

        @app.post("/exec")
        def execute() -> Json:
            body = request.get_json()
            argv = body.get("argv") or ["/bin/sh", "-c", body["shell"]]
            process = subprocess.Popen(
                argv,
                cwd=self.project_dir,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                start_new_session=True,
            )
            self._running[body["killKey"]] = process
            with process:
                try:
                    output, _ = process.communicate(timeout=body["timeoutSeconds"])
                    timed_out = False
                except subprocess.TimeoutExpired:
                    os.killpg(process.pid, signal.SIGKILL)
                    output, timed_out = "", True
            return {
                "exitCode": process.returncode,
                "output": output,
                "truncated": False,
                "timedOut": timed_out,
                "ms": 1,
            }

        @app.post("/vite/restart")
        def restart() -> Json:
            self.restarts += 1
            return {}

        @app.post("/build")
        def build() -> Json:
            problem = self.build_of(self.project_dir.parent / "version/project")
            done = {"output": problem, "truncated": False, "timedOut": False, "ms": 1}
            return {"exitCode": 1 if problem else 0, **done}

        @app.post("/kill")
        def kill() -> Json:
            process = self._running.get(request.get_json()["killKey"])
            if process is not None:
                with suppress(ProcessLookupError):
                    os.killpg(process.pid, signal.SIGKILL)
            return {"killed": process is not None}

        return app

    def _asset(self, path: str) -> Json | tuple[Json, int]:
        self.looked_into.append(path)
        if path in self.assets:
            return self.assets[path]
        file = self.project_dir / "public" / path
        if not file.exists():
            return {"detail": "There is no such file", "code": "invalid"}, 422
        size = len(file.read_bytes())
        return {"path": path, "kind": "image", "bytes": size, "width": 64, "height": 32, "picture": PICTURE}

    def _control(self) -> Flask:
        app = Flask("fake-control")

        @app.post("/session")
        def session() -> Json:
            self.armed.append(request.get_json())
            return {"armed": True}

        @app.post("/head")
        def head() -> Json:
            self.heads.append(request.get_json())
            return {}

        @app.post("/check")
        def check() -> Json | tuple[Json, int]:
            if self.no_checks:
                return {"detail": "Starting"}, 503
            self.checks += 1
            self.checking.set()
            self.slow_checks.wait(60)
            findings = list(self.findings)
            if self.broken_while and self.broken_while in (self.project_dir / "src/MyVideo.tsx").read_text():
                findings.append(
                    {
                        "kind": "transform",
                        "severity": "error",
                        "message": "Unexpected token",
                        "file": "src/MyVideo.tsx",
                        "line": 1,
                        "column": 3,
                    }
                )
            return {"ok": not findings, "ms": 5, "findings": findings}

        @app.post("/frames")
        def frames() -> Json | tuple[Json, int]:
            self.frames_asked.append(request.get_json())
            return self.sheet or ({"detail": "There is no browser"}, 503)

        @app.post("/strip")
        def strip() -> Json | tuple[Json, int]:
            drawn = self.strip_of(self.project_dir.parent / "version/project")
            return drawn or ({"detail": "The video throws", "code": "page_failed"}, 422)

        @app.post("/asset")
        def asset() -> Json | tuple[Json, int]:
            return self._asset(request.get_json()["path"])

        @app.get("/timeline")
        def timeline() -> Json | tuple[Json, int]:
            self.timelines_asked += 1
            return self.timeline or ({"detail": "The video throws", "code": "page_failed"}, 422)

        @app.get("/reports")
        def reports() -> Json:
            after = int(request.args["after"])
            with self._changed:
                self._changed.wait_for(lambda: self._closed or len(self._reports) > after, 5)
                return {"reports": self._reports[after:]}

        return app
