"""A written fake of a session pod: real processes, real HTTP, the routes of docs/contracts.md, no Vite and no agent.

`python -m tests.pool_manager.fake_pod agent|runner [--warm-seconds N] [--fail]`. How it behaves after a claim is told
by the project's id: `slow-…` takes 2 s to activate, `broken-…` doesn't compile, `refused-…` and `crashing-…` fail to
activate, `unsaved-…` can't save. What happens goes to `fake-pods.log` in the data folder, one JSON object a line.
"""

import argparse
import json
import os
import signal
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import FrameType
from typing import Any

from common.errors import Conflict, Invalid, StoryDreamError, Superseded, to_problem
from common.tokens import ActivationClaims, Verifier

SLOW_SECONDS = 2.0
POD_DIR = Path(os.environ["STORYDREAM_POD_DIR"])
JOURNAL = POD_DIR.parents[2] / "fake-pods.log"


def note(event: str, **fields: Any) -> None:
    line = json.dumps({"event": event, "pod": POD_DIR.parent.name, "at": time.time(), **fields})
    with JOURNAL.open("a") as journal:
        journal.write(line + "\n")


class Agent:
    def __init__(self, warm_seconds: float, fails: bool) -> None:
        self.uid = os.environ["STORYDREAM_POD_UID"]
        self.verifier = Verifier(os.environ["STORYDREAM_POOL_MANAGER_PUBLIC_KEY"].encode())
        self.started = time.monotonic()
        self.warm_seconds = warm_seconds
        self.fails = fails
        self.state = "warming"
        self.claims: ActivationClaims | None = None
        self.lock = threading.Lock()

    def health(self) -> dict[str, Any]:
        if self.state == "warming" and time.monotonic() - self.started >= self.warm_seconds:
            self.state = "failed" if self.fails else "warm"
        session = {"sessionId": self.claims.session_id, "epoch": self.claims.epoch} if self.claims else {}
        return {"podUid": self.uid, "state": self.state, "viteUp": self.state != "warming", "turn": False, **session}

    def activate(self, claims: ActivationClaims, body: dict[str, Any]) -> dict[str, Any]:
        with self.lock:
            if claims.pod_uid != self.uid or body["sessionId"] != claims.session_id:
                raise Conflict("This activation is for another pod.")
            if self.claims is not None:
                raise Superseded("This pod has a session.")
            self.claims, self.state = claims, "activating"
        note(
            "activate",
            projectId=claims.project_id,
            sessionId=claims.session_id,
            epoch=claims.epoch,
            repo="repo" in body,
        )
        (POD_DIR / "project").mkdir(exist_ok=True)
        (POD_DIR / "project" / "work.txt").write_text(claims.session_id)
        kind = claims.project_id.partition("-")[0]
        if kind == "slow":
            time.sleep(SLOW_SECONDS)
        if kind == "crashing":
            os._exit(1)
        if kind == "refused":
            self.state = "failed"
            raise Invalid("The repository can't be read.")
        self.state = "active"
        note("active", projectId=claims.project_id, sessionId=claims.session_id)
        return {"sha": "0" * 40, "state": "broken" if kind == "broken" else "ready"}

    def save(self, claims: ActivationClaims) -> dict[str, Any]:
        if self.claims is None or self.claims.session_id != claims.session_id:
            raise Conflict("This pod has another session.")
        saved = not claims.project_id.startswith("unsaved")
        note("save", projectId=claims.project_id, sessionId=claims.session_id, saved=saved)
        return {"sha": "0" * 40, "saved": saved}


def serve(agent: Agent) -> None:
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

    class Server(ThreadingHTTPServer):
        daemon_threads = True
        request_queue_size = 64

    Server(("127.0.0.1", int(os.environ["STORYDREAM_AGENT_PORT"])), Handler).serve_forever()


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("part", choices=["agent", "runner"])
    parser.add_argument("--warm-seconds", type=float, default=0.1)
    parser.add_argument("--fail", action="store_true")
    asked = parser.parse_args()

    def stop(_number: int, _frame: FrameType | None) -> None:
        note(f"{asked.part} told to stop")
        sys.exit(0)

    signal.signal(signal.SIGTERM, stop)
    if asked.part == "runner":
        assert not [name for name in os.environ if "TOKEN" in name or "POOL_MANAGER" in name], "no secrets in a runner"
        threading.Event().wait()
    serve(Agent(asked.warm_seconds, asked.fail))


if __name__ == "__main__":
    main()
