"""The edge's calls to the pool manager and to pods: signed, bounded, and their failures named."""

import json
from collections.abc import Callable

import httpx
import pytest

from common.errors import PoolExhausted, Superseded, Unavailable, UpstreamFailed
from common.models import PoolSession, RepoSnapshot
from common.tokens import PodClaims, Verifier
from edge.pod_hints import PodHints
from edge.pod_tokens import PodTokens
from edge.pool_client import PodToken, PoolClient
from tests.edge.conftest import Keys
from tests.edge.fakes import session_of

Answer = Callable[[httpx.Request], httpx.Response]
REPO = RepoSnapshot(line="{}", tail="", generation=1)


def pool(keys: Keys, answer: Answer) -> PoolClient:
    return PoolClient("http://pool.test", keys.edge, httpx.MockTransport(answer))


def told(session: PoolSession) -> httpx.Response:
    return httpx.Response(200, json=session.model_dump(mode="json", by_alias=True))


def test_opening_sends_what_the_contract_says_under_the_edges_name(keys: Keys) -> None:
    seen: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return told(session_of("project-1", 4))

    assert pool(keys, answer).open("project-1", "olga", 3, REPO, 1.5).epoch == 4
    body = json.loads(seen[0].content)
    assert body == {
        "projectId": "project-1",
        "userId": "olga",
        "epochFloor": 3,
        "waitSeconds": 1.5,
        "repo": {"line": "{}", "tail": ""},
    }
    Verifier(keys.edge_public).verify_service(seen[0].headers["Authorization"].removeprefix("Bearer "))
    assert len(seen[0].headers["X-Trace-Id"]) >= 8


def test_a_lost_answer_is_asked_for_again_as_opening_is_idempotent(keys: Keys) -> None:
    answers = [httpx.Response(502), told(session_of("project-1", 4))]
    assert pool(keys, lambda _: answers.pop(0)).open("project-1", "olga", 3, None, 0).epoch == 4


def test_silence_is_a_named_failure(keys: Keys) -> None:
    def silent(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectTimeout("silence", request=request)

    with pytest.raises(UpstreamFailed):
        pool(keys, silent).open("project-1", "olga", 3, None, 0)


def test_the_named_errors_of_the_pool_manager_come_through(keys: Keys) -> None:
    problem = {"code": "pool_exhausted", "detail": "All workspaces are busy.", "retryAfter": 20, "status": 503}
    with pytest.raises(PoolExhausted) as refusal:
        pool(keys, lambda _: httpx.Response(503, json=problem)).open("project-1", "olga", 3, None, 0)
    assert refusal.value.retry_after == 20
    with pytest.raises(Superseded):
        pool(keys, lambda _: httpx.Response(409, json={"code": "superseded"})).renew_token("project-1", "s" * 32, 1)


def test_no_session_is_none_and_closing_it_is_fine(keys: Keys) -> None:
    client = pool(keys, lambda _: httpx.Response(404, json={"code": "session_not_found"}))
    assert client.of_project("project-1") is None
    assert client.get("5" * 32) is None
    client.close("5" * 32, "closed")


def test_isolation_is_asked_once_and_unknown_when_nobody_says(keys: Keys) -> None:
    answers = [httpx.Response(200, json={"warm": 2, "isolation": "none"})]
    client = pool(keys, lambda _: answers.pop(0))
    assert [client.isolation(), client.isolation()] == ["none", "none"]
    for answer in (httpx.Response(200, json={"warm": 2}), httpx.Response(503), httpx.Response(200, text="?")):
        assert pool(keys, lambda _, answer=answer: answer).isolation() == "unknown"  # type: ignore[misc]


def test_a_lost_hint_costs_nothing_and_a_lost_stop_is_told(keys: Keys) -> None:
    def silent(request: httpx.Request) -> httpx.Response:
        raise httpx.ReadTimeout("silence", request=request)

    hints = PodHints(keys.edge, httpx.MockTransport(silent))
    session = session_of("project-1", 1)
    hints.turns(session)
    hints.head(session, "a" * 40)
    with pytest.raises(UpstreamFailed):
        hints.stop(session, "turn-00001", keep=True)


def test_what_a_pod_is_told_is_signed_for_its_session_only(keys: Keys) -> None:
    seen: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(202)

    hints = PodHints(keys.edge, httpx.MockTransport(answer))
    session = session_of("project-1", 1)
    hints.turns(session)
    hints.head(session, "a" * 40)
    hints.stop(session, "turn-00001", keep=False)
    hints.turns(None)
    hints.stop(None, "turn-00001", keep=False)
    assert [request.url.path for request in seen] == ["/turns", "/head", "/stop"]
    assert json.loads(seen[2].content) == {"turnId": "turn-00001", "keep": False}
    for request in seen:
        token = request.headers["Authorization"].removeprefix("Bearer ")
        Verifier(keys.edge_public).verify_hint(token, session.session_id)


class Renewer:
    """Counts how often the pool manager is asked."""

    def __init__(self, failure: Exception | None = None) -> None:
        self.asked = 0
        self.failure = failure

    def renew_token(self, project_id: str, session_id: str, epoch: int) -> PodToken:
        self.asked += 1
        if self.failure is not None:
            raise self.failure
        return PodToken(token=f"{project_id}-{session_id}-{epoch}-{self.asked}")


CLAIMS = PodClaims("project-1", "5" * 32, 1)


def test_the_pool_manager_is_asked_once_for_many_heartbeats_and_again_later(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    renewer = Renewer()
    tokens = PodTokens(renewer)
    first = [tokens.renewed(CLAIMS, "old").token for _ in range(5)]
    assert (len(set(first)), renewer.asked) == (1, 1)
    assert tokens.renewed(PodClaims("project-1", "5" * 32, 2), "old").token != first[0]
    monkeypatch.setattr("edge.pod_tokens.KEEP_SECONDS", -1.0)
    later = PodTokens(renewer)
    assert later.renewed(CLAIMS, "old").token != later.renewed(CLAIMS, "old").token


def test_a_pool_manager_that_is_away_leaves_the_pod_its_token() -> None:
    assert PodTokens(Renewer(Unavailable())).renewed(CLAIMS, "old").token == "old"
    with pytest.raises(Superseded):
        PodTokens(Renewer(Superseded())).renewed(CLAIMS, "old")
