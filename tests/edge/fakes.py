"""Written stand-ins for what the edge calls: a pool manager, pods, Cloud Tasks, and Firebase Auth's account look-up."""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from common.errors import PoolExhausted, Superseded, UpstreamFailed
from common.ids import new_id
from common.models import Isolation, PoolSession, QueuePosition, RepoSnapshot, SessionState
from common.sharing_models import Pen
from edge.pool_client import PodToken
from tests.servers import free_port


def session_of(project_id: str, epoch: int, **changes: Any) -> PoolSession:
    """A session as the pool manager tells it: ready, unless `changes` say otherwise."""
    session_id = new_id()
    now = time.time_ns() // 1_000_000
    told = {
        "session_id": session_id,
        "project_id": project_id,
        "epoch": epoch,
        "state": SessionState.READY,
        "step": "Ready",
        "pod_name": f"pod-{session_id[:8]}",
        "preview_url": f"http://{session_id}.localhost:20001/",
        "events_url": "ws://127.0.0.1:20000/events",
        "agent_url": "http://127.0.0.1:20000",
        "created_at": now,
        "last_activity": now,
    }
    return PoolSession.model_validate({**told, **changes})


class FakePool:
    """One session a project, as the pool manager promises; `next_state` is what the next claim comes to."""

    def __init__(self) -> None:
        self.sessions: dict[str, PoolSession] = {}
        self.opened: list[dict[str, Any]] = []
        self.closed: list[tuple[str, str]] = []
        self.next_state = SessionState.READY
        self.exhausted = False
        self.away = False
        self._lock = threading.Lock()

    def open(
        self, project_id: str, user_id: str, epoch_floor: int, repo: RepoSnapshot | None, wait_seconds: float
    ) -> PoolSession:
        assert 0 <= wait_seconds <= 5
        with self._lock:
            self.opened.append({"projectId": project_id, "userId": user_id, "floor": epoch_floor, "repo": repo})
            if self.exhausted:
                raise PoolExhausted("All workspaces are busy.", retryAfter=20)
            if project_id not in self.sessions:
                queue = None
                changes: dict[str, Any] = {"state": self.next_state, "step": self.next_state.value}
                if self.next_state in (SessionState.CLAIMING, SessionState.QUEUED):
                    changes |= {"preview_url": None, "events_url": None, "agent_url": None}
                if self.next_state is SessionState.QUEUED:
                    queue = QueuePosition(position=2, estimate_seconds=20)
                self.sessions[project_id] = session_of(project_id, epoch_floor + 1, queue=queue, **changes)
            return self.sessions[project_id]

    def of_project(self, project_id: str) -> PoolSession | None:
        return self.sessions.get(project_id)

    def get(self, session_id: str) -> PoolSession | None:
        return next((one for one in self.sessions.values() if one.session_id == session_id), None)

    def close(self, session_id: str, reason: str) -> None:
        self.closed.append((session_id, reason))
        self.sessions = {key: one for key, one in self.sessions.items() if one.session_id != session_id}

    def isolation(self) -> Isolation:
        return "full"

    def renew_token(self, project_id: str, session_id: str, epoch: int) -> PodToken:
        if self.away:
            raise UpstreamFailed
        if (session := self.sessions.get(project_id)) is None or session.epoch > epoch:
            raise Superseded
        return PodToken(token=f"renewed-{session_id}", expires_at=int(time.time()) + 3600)


@dataclass
class FakeHints:
    """Remembers what pods were told."""

    told: list[tuple[str, str]] = field(default_factory=list)

    def turns(self, session: PoolSession | None) -> None:
        if session is not None:
            self.told.append((session.session_id, "turns"))

    def head(self, session: PoolSession | None, sha: str) -> None:
        if session is not None:
            self.told.append((session.session_id, f"head {sha}"))

    def wanted(self, session: PoolSession | None) -> None:
        if session is not None:
            self.told.append((session.session_id, "wanted"))

    def stop(self, session: PoolSession | None, turn_id: str, keep: bool) -> None:
        if session is not None:
            self.told.append((session.session_id, f"stop {turn_id} {keep}"))

    def people(self, session: PoolSession | None) -> None:
        if session is not None:
            self.told.append((session.session_id, "people"))

    def pen(self, session: PoolSession, uid: str, action: str, to: str | None) -> Pen:
        self.told.append((session.session_id, f"pen {uid} {action} {to}"))
        return Pen(writer=to or uid, asking=[])


@dataclass
class FakeTasks:
    """Remembers what is due, by name: a second task of one name is harmless."""

    waiting: dict[str, tuple[str, dict[str, Any], datetime | None]] = field(default_factory=dict)

    def enqueue(self, name: str, path: str, payload: dict[str, Any], due_at: datetime | None = None) -> bool:
        new = name not in self.waiting
        self.waiting.setdefault(name, (path, payload, due_at))
        return new

    def of(self, path: str) -> list[tuple[dict[str, Any], datetime | None]]:
        return [(payload, due) for where, payload, due in self.waiting.values() if where == path]


class AccountServer(ThreadingHTTPServer):
    """Firebase Auth's `accounts:lookup` and `accounts:delete`, as its emulator answers them."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", free_port()), _Accounts)
        self.deleted: set[str] = set()
        self.disabled: set[str] = set()
        self.signed_out_at: dict[str, int] = {}
        self.host = f"127.0.0.1:{self.server_address[1]}"


class _Accounts(BaseHTTPRequestHandler):
    server: AccountServer

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers.get("Content-Length") or 0)) or b"{}")
        if self.path.endswith("accounts:delete"):
            self.server.deleted.add(body["localId"])
            return self._answer({"kind": "identitytoolkit#DeleteAccountResponse"})
        (uid,) = body["localId"]
        if uid in self.server.deleted:
            return self._answer({})
        since = str(self.server.signed_out_at.get(uid, 0))
        account = {"localId": uid, "validSince": since, "disabled": uid in self.server.disabled}
        return self._answer({"users": [account]})

    def _answer(self, body: dict[str, Any]) -> None:
        data = json.dumps(body).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class names it so
        """Say nothing."""


@contextmanager
def account_server() -> Iterator[AccountServer]:
    with AccountServer() as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()
