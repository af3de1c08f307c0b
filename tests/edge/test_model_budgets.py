"""Who pays for the model's answers, what a refusal says, and what stays written when a turn has ended."""

from collections.abc import Iterator
from typing import Any

import pytest
from flask.testing import FlaskClient

from common.spending import spent_in
from edge.budget_rules import window
from edge.services import now
from tests.anthropic_script import Answer
from tests.anthropic_server import ScriptedAnthropic, scripted_anthropic
from tests.edge.conftest import Edge
from tests.edge.test_model_gateway import ASK, URL, behind

USAGE = {"input_tokens": 1000, "output_tokens": 100, "cache_read_input_tokens": 10_000}
MICROS = 2000 + 1000 + 1000
TURN = {"X-StoryDream-Turn": "turn-00001"}
SUMMARY = {"X-StoryDream-Purpose": "summary"}


@pytest.fixture(scope="module")
def server() -> Iterator[ScriptedAnthropic]:
    with scripted_anthropic() as server:
        yield server


@pytest.fixture
def gateway(edge: Edge, server: ScriptedAnthropic) -> Iterator[Edge]:
    server.script.clear()
    upstream = behind(edge, server.url)
    yield edge
    upstream.close()


def _pod_at_work(edge: Edge, author: str) -> FlaskClient:
    """A pod of a project of olga's, working on a message of `author`'s."""
    project = edge.project("olga")
    for uid in ("olga", author):
        edge.as_user(uid).get("/api/me")
    if author != "olga":
        edge.join(project, author, "editor")
    sent = {"id": f"message-{author}", "content": "Make it blue"}
    assert edge.as_user(author).post(f"/api/projects/{project.id}/messages", json=sent).status_code == 202
    pod = edge.as_pod(project.id, 1)
    assert _put(pod, f"message-{author}", status="running") == 200
    return pod


def _put(pod: FlaskClient, message_id: str, **members: Any) -> int:
    body = {"turnId": "turn-00001", "epoch": 1, **members}
    return pod.put(f"/pod/v1/messages/{message_id}", json=body).status_code


def _ask(edge: Edge, server: ScriptedAnthropic, pod: FlaskClient, **headers: str) -> int:
    server.plays(Answer("Done", usage=USAGE))
    answer = pod.post(URL, json=ASK, headers=headers)
    assert answer.data
    return answer.status_code


def _used(edge: Edge, uid: str) -> list[int]:
    return [budget["used"] for budget in edge.as_user(uid).get("/api/me").get_json()["budgets"]]


@pytest.mark.parametrize("headers", [TURN, {}])
def test_whoever_asked_for_the_turn_pays(headers: dict[str, str], gateway: Edge, server: ScriptedAnthropic) -> None:
    pod = _pod_at_work(gateway, "eddi")
    for _ in range(2):
        assert _ask(gateway, server, pod, **headers) == 200
    assert (_used(gateway, "eddi"), _used(gateway, "olga")) == ([2 * MICROS] * 2, [0, 0])


def test_the_owner_pays_where_no_such_turn_runs(gateway: Edge, server: ScriptedAnthropic) -> None:
    pod = _pod_at_work(gateway, "eddi")
    assert _ask(gateway, server, pod, **{"X-StoryDream-Turn": "turn-of-nobody"}) == 200
    assert (_used(gateway, "eddi"), _used(gateway, "olga")) == ([0, 0], [MICROS] * 2)


def test_a_used_up_budget_is_a_problem_with_all_that_the_user_wants_to_know(
    edge: Edge, server: ScriptedAnthropic
) -> None:
    upstream = behind(edge, server.url, budget_free="0.20/day")
    pod = _pod_at_work(edge, "olga")
    server.plays(Answer("Much", usage={"input_tokens": 0, "output_tokens": 19_995}))
    assert pod.post(URL, json=ASK, headers=TURN).data
    seen = len(server.seen)
    refused = pod.post(URL, json=ASK, headers=TURN)
    problem = refused.get_json()
    assert (refused.status_code, problem["code"], len(server.seen)) == (429, "budget_exhausted", seen)
    resets = window("day", now(), 0).ends
    said = {name: problem[name] for name in ("scope", "unit", "used", "limit", "resetsAt")}
    assert said == {
        "scope": "plan", "unit": "micros", "used": 199_950, "limit": 200_000,
        "resetsAt": f"{resets:%Y-%m-%d}T00:00:00Z",
    }  # fmt: skip
    budget = edge.as_user("olga").get("/api/me").get_json()["budgets"][0]
    assert budget == {**said, "period": "day"}
    upstream.close()


def test_a_summary_has_its_own_model_and_budget(gateway: Edge, server: ScriptedAnthropic) -> None:
    pod = _pod_at_work(gateway, "olga")
    refused = pod.post(URL, json=ASK, headers=SUMMARY)
    assert (refused.status_code, refused.get_json()["code"]) == (403, "model_not_allowed")
    server.plays(Answer("In short", usage={"input_tokens": 1_000_000, "output_tokens": 0}))
    asked = {**ASK, "model": gateway.services.settings.summary_model}
    assert pod.post(URL, json=asked, headers=SUMMARY).data
    exhausted = pod.post(URL, json=asked, headers=SUMMARY).get_json()
    assert (exhausted["code"], exhausted["scope"]) == ("budget_exhausted", "summary")
    assert _used(gateway, "olga") == [0, 0]
    assert _ask(gateway, server, pod, **TURN) == 200


def test_a_turns_end_writes_down_what_it_used_once(gateway: Edge, server: ScriptedAnthropic) -> None:
    pod = _pod_at_work(gateway, "olga")
    project_id = gateway.services.projects.owned_by("olga")[0].id
    for _ in range(3):
        assert _ask(gateway, server, pod, **TURN) == 200
    answer = {"role": "assistant", "content": "It is blue.", "status": "done", "tokenCount": 12}
    for _ in range(2):  # a pod that saw no reply repeats itself
        assert _put(pod, "answer-00001", **answer) == 200
        assert _put(pod, "message-olga", status="done") == 200
    me = gateway.as_user("olga").get("/api/me").get_json()
    usage = {name: value for name, value in me["usage"].items() if name != "month"}
    assert usage == {
        "turns": 1, "inputTokens": 3000, "outputTokens": 300, "cachedTokens": 30_000, "cacheWriteTokens": 0,
        "costMicros": 3 * MICROS,
    }  # fmt: skip
    today = f"{now():%Y-%m-%d}"
    for scope, totals in (
        ("user", gateway.services.users.totals("olga")),
        ("plan", gateway.services.users.totals("olga")),
        ("project", gateway.services.projects.totals(project_id)),
    ):
        assert spent_in(totals, scope, today) == 3 * MICROS


def test_a_turn_without_an_answer_is_counted_by_its_end(gateway: Edge, server: ScriptedAnthropic) -> None:
    pod = _pod_at_work(gateway, "olga")
    assert _ask(gateway, server, pod, **TURN) == 200
    assert _put(pod, "message-olga", status="failed", error="Broken off") == 200
    usage = gateway.as_user("olga").get("/api/me").get_json()["usage"]
    assert (usage["turns"], usage["costMicros"]) == (1, MICROS)


def test_the_demo_model_costs_nothing_but_is_counted(edge: Edge, server: ScriptedAnthropic) -> None:
    upstream = behind(edge, server.url, demo_model=True, budget_free="0/day")
    pod = _pod_at_work(edge, "olga")
    assert _ask(edge, server, pod, **TURN) == 200
    assert _put(pod, "message-olga", status="done") == 200
    me = edge.as_user("olga").get("/api/me").get_json()
    assert (me["usage"]["outputTokens"], me["usage"]["costMicros"], me["budgets"][0]["used"]) == (100, 0, 0)
    upstream.close()
