"""The edge's way to the pool manager: open, find and close sessions, renew pod tokens."""

import time

import httpx
from pydantic import ConfigDict

from common.errors import NotFound, StoryDreamError
from common.http import ServiceClient, retrying
from common.models import Isolation, PoolSession, RepoSnapshot, Stored
from common.tokens import Signer

OPEN_WAIT_SECONDS = 2.0
_OPEN_TIMEOUT = httpx.Timeout(15.0, connect=2.0)  # a wait of up to 5 s, and a claim behind it
_CLOSE_TIMEOUT = httpx.Timeout(30.0, connect=2.0)  # a close saves first
_REPORT_TIMEOUT = httpx.Timeout(1.0, connect=0.5)
ISOLATION_SECONDS = 30.0
_LOOK_TIMEOUT = httpx.Timeout(5.0, connect=2.0)


class PodToken(Stored):
    """A fresh pod token; `expires_at` as the pool manager writes it."""

    model_config = ConfigDict(extra="ignore")

    token: str
    expires_at: int | float | str | None = None


class PoolReport(Stored):
    """What `GET /v1/pool` says that the edge needs."""

    isolation: Isolation = "unknown"


class PoolClient:
    """Raises the pool manager's named errors (PoolExhausted, Superseded, …), UpstreamFailed when it doesn't answer."""

    def __init__(self, base_url: str, signer: Signer, transport: httpx.BaseTransport | None = None) -> None:
        self._service = ServiceClient(base_url, signer.mint_service, transport=transport)
        self._isolation: tuple[Isolation, float] = ("unknown", 0.0)

    def open(
        self, project_id: str, user_id: str, epoch_floor: int, repo: RepoSnapshot | None, wait_seconds: float
    ) -> PoolSession:
        """Open or join the project's session; waits up to `wait_seconds` (at most 5) for it to be ready."""
        body = {
            "projectId": project_id,
            "userId": user_id,
            "epochFloor": epoch_floor,
            "waitSeconds": wait_seconds,
        }
        if repo is not None:
            body["repo"] = {"line": repo.line, "tail": repo.tail}
        # Opening is idempotent by project, so silence is asked again.
        response = retrying(
            lambda: self._service.request("POST", "/v1/sessions", json=body, timeout=_OPEN_TIMEOUT),
            attempts=2,
            seconds=4,
        )
        return PoolSession.model_validate(response.json())

    def of_project(self, project_id: str) -> PoolSession | None:
        """The project's session, None when it has none."""
        return self._look(f"/v1/projects/{project_id}/session")

    def get(self, session_id: str) -> PoolSession | None:
        """A session, None when it isn't known (any more)."""
        return self._look(f"/v1/sessions/{session_id}")

    def _look(self, path: str) -> PoolSession | None:
        try:
            response = retrying(lambda: self._service.request("GET", path, timeout=_LOOK_TIMEOUT), seconds=4)
        except NotFound:
            return None
        return PoolSession.model_validate(response.json())

    def close(self, session_id: str, reason: str) -> None:
        """Save and release; one that is gone is fine."""
        path = f"/v1/sessions/{session_id}"
        try:
            self._service.request("DELETE", path, params={"reason": reason}, timeout=_CLOSE_TIMEOUT)
        except NotFound:
            return

    def isolation(self) -> Isolation:
        """How well pods shut their agent's commands in; `unknown` when nobody says. Remembered for 30 s."""
        known, until = self._isolation
        if time.monotonic() < until:
            return known
        try:
            answer = self._service.request("GET", "/v1/pool", timeout=_REPORT_TIMEOUT).json()
            known = PoolReport.model_validate(answer).isolation
        except (StoryDreamError, ValueError):  # health must be told even if the pool manager can't
            known = "unknown"
        self._isolation = (known, time.monotonic() + ISOLATION_SECONDS)
        return known

    def renew_token(self, project_id: str, session_id: str, epoch: int) -> PodToken:
        """A new pod token, only while no higher epoch exists (else Superseded)."""
        body = {"projectId": project_id, "sessionId": session_id, "epoch": epoch}
        return PodToken.model_validate(self._service.request("POST", "/v1/tokens", json=body).json())
