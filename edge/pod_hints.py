"""What the edge tells a pod: hints whose loss costs seconds, never a turn, and the order to stop."""

import logging

import httpx

from common.errors import StoryDreamError, UpstreamFailed
from common.http import problem_of
from common.logs import TRACE_HEADER, current_trace
from common.models import PoolSession
from common.sharing_models import Pen
from common.tokens import Signer

_HINT_TIMEOUT = httpx.Timeout(2.0, connect=0.5)
_STOP_TIMEOUT = httpx.Timeout(5.0, connect=1.0)

logger = logging.getLogger(__name__)


class PodHints:
    """Calls to the agent of a session's pod, each signed for that one session."""

    def __init__(self, signer: Signer, transport: httpx.BaseTransport | None = None) -> None:
        self._signer = signer
        self._client = httpx.Client(timeout=_HINT_TIMEOUT, transport=transport)

    def turns(self, session: PoolSession | None) -> None:
        """Say "look at the queue." The pod also looks by itself, so a failure is only logged."""
        self._hint(session, "/turns", {})

    def head(self, session: PoolSession | None, sha: str) -> None:
        """Say "the head has moved." The pod also learns it by its heartbeat, so a failure is only logged."""
        self._hint(session, "/head", {"head": sha})

    def wanted(self, session: PoolSession | None) -> None:
        """Say "something is wanted of you." The pod also learns it by its heartbeat, so a failure is only logged."""
        self._hint(session, "/wanted", {})

    def stop(self, session: PoolSession | None, turn_id: str, keep: bool) -> None:
        """Stop a turn; `keep` its work so far. Raises UpstreamFailed when the pod didn't hear it: ask again."""
        if session is None or session.agent_url is None:
            return
        self._post(session, "/stop", {"turnId": turn_id, "keep": keep}, _STOP_TIMEOUT)

    def people(self, session: PoolSession | None) -> None:
        """Say "who may be there, or in which role, has changed": the pod asks at once by a heartbeat. It also does so
        by itself, so a failure is only logged."""
        self._hint(session, "/people", {})

    def pen(self, session: PoolSession, uid: str, action: str, to: str | None) -> Pen:
        """Ask for the pen, keep it, or give it (`to` whom) → who has it then. Raises UpstreamFailed when the pod
        didn't hear it, and the pod's own refusal."""
        if session.agent_url is None:
            raise UpstreamFailed("The workspace isn't ready yet.", retryAfter=1)
        response = self._post(session, "/pen", {"uid": uid, "action": action, "to": to}, _STOP_TIMEOUT)
        return Pen.model_validate(response.json())

    def _hint(self, session: PoolSession | None, path: str, body: dict[str, object]) -> None:
        if session is None or session.agent_url is None:
            return
        try:
            self._post(session, path, body, _HINT_TIMEOUT)
        except StoryDreamError as error:
            logger.info("hint not delivered", extra={"fields": {"path": path, "reason": error.detail}})

    def _post(self, session: PoolSession, path: str, body: dict[str, object], timeout: httpx.Timeout) -> httpx.Response:
        headers = {
            "Authorization": f"Bearer {self._signer.mint_hint(session.session_id)}",
            TRACE_HEADER: current_trace(),
        }
        try:
            response = self._client.post(f"{session.agent_url}{path}", json=body, headers=headers, timeout=timeout)
        except httpx.HTTPError as error:
            raise UpstreamFailed("The workspace did not answer.", retryAfter=1) from error
        if not response.is_success:
            raise problem_of(response)
        return response
