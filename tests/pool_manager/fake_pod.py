"""A written fake of a session pod: real processes, real HTTP, the routes of docs/contracts.md, no Vite and no agent.

`python -m tests.pool_manager.fake_pod agent|runner [--warm-seconds N] [--fail]`. How it behaves after a claim is told
by the project's id: `slow-…` takes 2 s to activate, `watched-…` as long from when the test has seen it on its way (see
`begin_to_open`), `broken-…` doesn't compile, `refused-…` and `crashing-…` fail to activate, `unsaved-…` can't save.
What happens goes to `fake-pods.log` in the data folder, one JSON object a line.
"""

import argparse
import contextlib
import json
import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import FrameType
from typing import Any

from common.errors import Conflict, Invalid, StoryDreamError, Superseded, to_problem
from common.tokens import ActivationClaims, Verifier

SLOW_SECONDS = 2.0
UNSEEN_SECONDS = 25.0


@dataclass(frozen=True)
class Place:
    """Where a pod is: its name and uid, its folder, and the journal that all pods of a test write to."""

    name: str
    uid: str
    folder: Path
    journal: Path

    def note(self, event: str, **fields: Any) -> None:
        line = json.dumps({"event": event, "pod": self.name, "at": time.time(), **fields})
        with self.journal.open("a") as journal:
            journal.write(line + "\n")


class Agent:
    """`die` is what a crash does: it doesn't return in a process of its own."""

    def __init__(
        self, place: Place, public_key: str, warm_seconds: float, fails: bool, die: Callable[[], object]
    ) -> None:
        self.place = place
        self.verifier = Verifier(public_key.encode())
        self.started = time.monotonic()
        self.die = die
        self.warm_seconds = warm_seconds
        self.fails = fails
        self.state = "warming"
        self.claims: ActivationClaims | None = None
        self.lock = threading.Lock()

    def health(self) -> dict[str, Any]:
        if self.state == "warming" and time.monotonic() - self.started >= self.warm_seconds:
            self.state = "failed" if self.fails else "warm"
        session = {"sessionId": self.claims.session_id, "epoch": self.claims.epoch} if self.claims else {}
        return {
            "podUid": self.place.uid,
            "state": self.state,
            "viteUp": self.state != "warming",
            "turn": False,
            **session,
        }

    def activate(self, claims: ActivationClaims, body: dict[str, Any]) -> dict[str, Any]:
        with self.lock:
            if claims.pod_uid != self.place.uid or body["sessionId"] != claims.session_id:
                raise Conflict("This activation is for another pod.")
            if self.claims is not None:
                raise Superseded("This pod has a session.")
            self.claims, self.state = claims, "activating"
        self.place.note(
            "activate",
            projectId=claims.project_id,
            sessionId=claims.session_id,
            epoch=claims.epoch,
            repo="repo" in body,
        )
        project = self.place.folder / "project"
        project.mkdir(parents=True, exist_ok=True)
        (project / "work.txt").write_text(claims.session_id)
        kind = claims.project_id.partition("-")[0]
        if kind == "watched":
            self._wait_until_seen(claims.project_id)
        if kind in ("slow", "watched"):
            time.sleep(SLOW_SECONDS)
        if kind == "crashing":
            self.die()
        if kind == "refused":
            self.state = "failed"
            raise Invalid("The repository can't be read.")
        self.state = "active"
        self.place.note("active", projectId=claims.project_id, sessionId=claims.session_id)
        return {"sha": "0" * 40, "state": "broken" if kind == "broken" else "ready"}

    def save(self, claims: ActivationClaims) -> dict[str, Any]:
        if self.claims is None or self.claims.session_id != claims.session_id:
            raise Conflict("This pod has another session.")
        saved = not claims.project_id.startswith("unsaved")
        self.place.note("save", projectId=claims.project_id, sessionId=claims.session_id, saved=saved)
        return {"sha": "0" * 40, "saved": saved}

    def _wait_until_seen(self, project_id: str) -> None:
        seen, until = self.place.journal.with_name(f"seen-{project_id}"), time.monotonic() + UNSEEN_SECONDS
        while not seen.exists() and time.monotonic() < until:
            time.sleep(0.02)


class AgentServer(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def __init__(self, agent: Agent, address: tuple[str, int]) -> None:
        super().__init__(address, _handler(agent))
        self._open: set[socket.socket] = set()

    def process_request(self, request: Any, client_address: Any) -> None:
        self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        self._open.discard(request)
        super().shutdown_request(request)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Quiet when the client is gone, or the pod is."""
        if not isinstance(sys.exception(), OSError):
            super().handle_error(request, client_address)

    def cut(self) -> None:
        """As when the process dies: no new connection, the open ones closed without an answer."""
        for connection in (self.socket, *list(self._open)):
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
        self.server_close()


def _handler(agent: Agent) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            self.answer(200, agent.health())

        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            try:
                claims = agent.verifier.verify_activation(self.headers["Authorization"].removeprefix("Bearer "))
                self.answer(200, agent.activate(claims, body) if self.path == "/activate" else agent.save(claims))
            except StoryDreamError as error:
                self.answer(error.status, to_problem(error, "fake-pod"))

        def answer(self, status: int, body: dict[str, Any]) -> None:
            data = json.dumps(body).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - its name upstream
            """Quiet."""

    return Handler


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("part", choices=["agent", "runner"])
    parser.add_argument("--warm-seconds", type=float, default=0.1)
    parser.add_argument("--fail", action="store_true")
    asked = parser.parse_args()

    pod_dir = Path(os.environ["STORYDREAM_POD_DIR"])
    uid = os.environ.get("STORYDREAM_POD_UID", "")  # a runner isn't told
    place = Place(pod_dir.parent.name, uid, pod_dir, pod_dir.parents[2] / "fake-pods.log")

    def stop(_number: int, _frame: FrameType | None) -> None:
        place.note(f"{asked.part} told to stop")
        sys.exit(0)

    signal.signal(signal.SIGTERM, stop)
    if asked.part == "runner":
        assert not [name for name in os.environ if "TOKEN" in name or "POOL_MANAGER" in name], "no secrets in a runner"
        threading.Event().wait()
    public_key = os.environ["STORYDREAM_POOL_MANAGER_PUBLIC_KEY"]
    agent = Agent(place, public_key, asked.warm_seconds, asked.fail, lambda: os._exit(1))
    AgentServer(agent, ("127.0.0.1", int(os.environ["STORYDREAM_AGENT_PORT"]))).serve_forever()


if __name__ == "__main__":
    main()
