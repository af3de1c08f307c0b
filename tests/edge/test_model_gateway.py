"""The model gateway over real HTTP: the key is added here, the answer passes through as it comes and is counted on its
way, an overloaded model is asked again, and leaving cancels it."""

import json
import logging
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import httpx
import pytest
from flask.testing import FlaskClient
from werkzeug.serving import make_server

from common.budget_store import BudgetStore
from edge.app import create_app
from edge.budgets import Budgets
from edge.model_calls import ModelCalls
from edge.model_upstream import ModelUpstream
from edge.paying import Payers
from tests.anthropic_script import STOP_REASONS, Answer, events, frame
from tests.anthropic_server import ScriptedAnthropic, scripted_anthropic
from tests.edge.conftest import Edge
from tests.servers import free_port

ASK = {"model": "claude-sonnet-5-5", "max_tokens": 100, "stream": True, "messages": []}
URL = "/pod/v1/model/v1/messages"


@pytest.fixture(scope="module")
def server() -> Iterator[ScriptedAnthropic]:
    with scripted_anthropic() as server:
        yield server


@pytest.fixture
def model(server: ScriptedAnthropic) -> ScriptedAnthropic:
    server.script.clear()
    server.seen.clear()
    server.left.clear()
    server.written = 0
    return server


def behind(edge: Edge, url: str, **settings: Any) -> ModelUpstream:
    """Put the model at `url` behind the edge, under settings that differ."""
    update = {"anthropic_api_key": "sk-secret", "anthropic_base_url": url, **settings}
    changed = edge.services.settings.model_validate({**edge.services.settings.model_dump(), **update})
    held = edge.services
    upstream = ModelUpstream(changed)
    budgets = Budgets(changed, BudgetStore(edge.redis_url), held.users, held.projects)
    calls = ModelCalls(changed, upstream, budgets, Payers(held.messages, held.users))
    edge.services = replace(held, settings=changed, model=calls, budgets=budgets)
    edge.app = create_app(edge.services)
    return upstream


@pytest.fixture
def gateway(edge: Edge, model: ScriptedAnthropic) -> Iterator[Edge]:
    """The edge with that model behind it."""
    upstream = behind(edge, model.url)
    yield edge
    upstream.close()


def pod_of(edge: Edge, uid: str = "olga") -> FlaskClient:
    """A pod of a new project of that user's, whose repository nobody needs here."""
    return edge.as_pod(edge.project(uid, seeded=False).id, 0)


@contextmanager
def served(edge: Edge) -> Iterator[str]:
    """The edge over real HTTP."""
    server = make_server("127.0.0.1", free_port(), edge.app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def test_the_key_is_added_and_the_pods_token_taken_off(gateway: Edge, model: ScriptedAnthropic) -> None:
    pod = pod_of(gateway)
    answer = pod.post(f"{URL}?beta=true", json=ASK, headers={"anthropic-beta": "tools-1", "x-forwarded-for": "1.2.3.4"})
    assert answer.status_code == 200
    assert answer.data.startswith(b"event: message_start\n")
    assert answer.data.endswith(frame({"type": "message_stop"}).encode())
    assert answer.headers["request-id"] == "req_1"
    assert answer.headers["Cache-Control"] == "no-store"
    assert "set-cookie" not in answer.headers
    (seen,) = model.seen
    assert seen["headers"]["x-api-key"] == "sk-secret"
    assert not {"authorization", "anthropic-beta", "x-forwarded-for", "x-storydream-turn"} & seen["headers"].keys()
    assert (seen["path"], seen["body"]) == ("/v1/messages", ASK)


def test_the_anthropic_sdks_own_header_carries_the_pod_token_too(gateway: Edge) -> None:
    pod = pod_of(gateway)
    token = pod.environ_base["HTTP_AUTHORIZATION"].removeprefix("Bearer ")
    assert gateway.as_nobody().post(URL, json=ASK, headers={"x-api-key": token}).status_code == 200


def test_a_pod_that_was_replaced_and_one_without_a_token_get_nothing(gateway: Edge, model: ScriptedAnthropic) -> None:
    project = gateway.project()
    assert gateway.as_pod(project.id, 2).post(URL, json=ASK).status_code == 200
    superseded = gateway.as_pod(project.id, 1).post(URL, json=ASK)
    assert (superseded.status_code, superseded.get_json()["code"]) == (409, "superseded")
    assert gateway.as_nobody().post(URL, json=ASK).status_code == 401
    assert len(model.seen) == 1


def test_the_answer_comes_as_it_is_made_and_leaving_cancels_it(gateway: Edge, model: ScriptedAnthropic) -> None:
    model.plays(Answer("word " * 2000, pause=0.03))
    answer = pod_of(gateway).post(URL, json=ASK)
    assert b"message_start" in next(iter(answer.response))
    answer.close()
    assert model.left.wait(20)
    assert model.written < 1000


def test_leaving_a_silent_stream_cancels_it_too(gateway: Edge, model: ScriptedAnthropic) -> None:
    model.plays(Answer("slow " * 3, pause=60))
    token = pod_of(gateway).environ_base["HTTP_AUTHORIZATION"]
    with served(gateway) as url:
        with httpx.stream("POST", f"{url}{URL}", json=ASK, headers={"Authorization": token}, timeout=30) as answer:
            pieces = answer.iter_raw()
            assert b"message_start" in next(pieces)
            assert _used(gateway) == 0
        until = time.monotonic() + 20
        while _used(gateway) == 0 and time.monotonic() < until:
            time.sleep(0.05)
        assert _used(gateway) > 0, "it was settled while the model was still silent"


def _used(edge: Edge) -> int:
    used: int = edge.as_user("olga").get("/api/me").get_json()["budgets"][0]["used"]
    return used


@pytest.mark.parametrize("last", [Answer("Two words", breaks=True), Answer("Two words", error="overloaded_error")])
def test_an_answer_that_breaks_off_ends_with_one_error_event(
    last: Answer, gateway: Edge, model: ScriptedAnthropic
) -> None:
    model.plays(last)
    answer = pod_of(gateway).post(URL, json=ASK)
    assert answer.status_code == 200
    *_, error, rest = answer.data.split(b"\n\n")
    name, data = error.decode().split("\n")
    assert (name, rest, answer.data.count(b"event: error")) == ("event: error", b"", 1)
    assert json.loads(data.removeprefix("data: "))["error"]["type"] == (last.error or "api_error")
    assert len(model.seen) == 1, "what was begun isn't asked again"


def test_every_way_to_stop_passes_through_untouched(gateway: Edge, model: ScriptedAnthropic) -> None:
    pod = pod_of(gateway)
    for number, reason in enumerate(STOP_REASONS, 1):
        said = Answer("Done", thinking="Hm", stop=reason, tools=[("edit", {"a": 1}), ("edit", "{not json")])
        model.plays(said)
        answer = pod.post(URL, json=ASK)
        assert answer.text == "".join(map(frame, events(said, number)))
        assert f'"stop_reason": "{reason}"' in answer.text


def test_an_answer_in_one_piece_passes_and_is_counted(gateway: Edge, model: ScriptedAnthropic) -> None:
    model.plays(Answer("Whole", usage={"input_tokens": 1000, "output_tokens": 1000}))
    answer = pod_of(gateway).post(URL, json={**ASK, "stream": False})
    assert answer.get_json()["content"][0]["text"] == "Whole"
    assert _used(gateway) == 12_000
    model.plays(Answer("Whole", usage={"input_tokens": 1000, "output_tokens": 1000}))
    left = pod_of(gateway).post(URL, json={**ASK, "stream": False})
    left.close()
    assert _used(gateway) > 12_000, "leaving doesn't make it free"


def test_an_overloaded_model_is_asked_again(
    gateway: Edge, model: ScriptedAnthropic, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("edge.model_upstream.FIRST_WAIT_SECONDS", 0.01)
    model.plays(*(Answer(status=status) for status in (429, 503, 529)), Answer("Here"))
    answer = pod_of(gateway).post(URL, json=ASK)
    assert (answer.status_code, len(model.seen)) == (200, 4)
    assert "Here" in answer.text


def test_retry_after_is_honoured(gateway: Edge, model: ScriptedAnthropic) -> None:
    model.plays(Answer(status=429, retry_after="1"), Answer("Here"))
    begun = time.monotonic()
    assert pod_of(gateway).post(URL, json=ASK).status_code == 200
    assert time.monotonic() - begun >= 1


def test_a_long_wait_is_left_to_the_pod_and_other_refusals_are_passed_on_at_once(
    gateway: Edge, model: ScriptedAnthropic
) -> None:
    pod = pod_of(gateway)
    model.plays(Answer(status=529, retry_after="60"), Answer(status=400), Answer(status=500))
    busy = pod.post(URL, json=ASK)
    assert (busy.status_code, busy.headers["retry-after"]) == (529, "60")
    assert busy.get_json()["error"]["type"] == "overloaded_error"
    assert [pod.post(URL, json=ASK).status_code for _ in range(2)] == [400, 500]
    assert len(model.seen) == 3
    assert _used(gateway) == 0


def test_a_model_that_stays_overloaded_is_asked_a_few_times(
    gateway: Edge, model: ScriptedAnthropic, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("edge.model_upstream.FIRST_WAIT_SECONDS", 0.01)
    model.plays(*(Answer(status=529) for _ in range(9)))
    assert pod_of(gateway).post(URL, json=ASK).status_code == 529
    assert len(model.seen) == 4


def test_a_model_that_cannot_be_reached_is_a_named_failure(edge: Edge, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("edge.model_upstream.FIRST_WAIT_SECONDS", 0.01)
    upstream = behind(edge, f"http://127.0.0.1:{free_port()}")
    answer = pod_of(edge).post(URL, json=ASK)
    assert (answer.status_code, answer.get_json()["code"]) == (502, "upstream_failed")
    assert _used(edge) == 0
    upstream.close()


NOT_PAID_FOR: list[tuple[dict[str, Any], int, str]] = [
    ({"model": "gpt-4"}, 403, "model_not_allowed"),
    ({"model": None}, 422, "invalid"),
    ({"max_tokens": 10_000_000}, 422, "invalid"),
    ({"max_tokens": "many"}, 422, "invalid"),
    ({"max_tokens": True}, 422, "invalid"),
    ({"service_tier": "priority"}, 422, "invalid"),
    ({"mcp_servers": [{"type": "url", "url": "https://example.com"}]}, 422, "invalid"),
    ({"tools": [{"type": "web_search_20250305", "name": "web_search"}]}, 422, "invalid"),
]


def test_what_the_product_does_not_pay_for_is_refused(gateway: Edge, model: ScriptedAnthropic) -> None:
    pod = pod_of(gateway)
    for change, status, code in NOT_PAID_FOR:
        answer = pod.post(URL, json={**ASK, **change})
        assert (answer.status_code, answer.get_json()["code"]) == (status, code), change
    assert model.seen == []


def test_bodies_that_are_not_json_or_too_large_are_refused(gateway: Edge) -> None:
    pod = pod_of(gateway)
    assert pod.post(URL, data=b"{", content_type="application/json").status_code == 422
    twice = b'{"max_tokens": 64000, "max_tokens": 1, "model": "claude-sonnet-5-5", "messages": []}'
    assert pod.post(URL, data=twice, content_type="application/json").status_code == 422
    assert pod.post(URL, data=b"[" * 100_000, content_type="application/json").status_code == 422
    assert pod.post(URL, data=b"x" * (17 * 1024 * 1024), content_type="application/json").status_code == 413


def test_our_own_headers_are_checked(gateway: Edge) -> None:
    pod = pod_of(gateway)
    for header in ("X-StoryDream-Purpose", "X-StoryDream-Turn"):
        answer = pod.post(URL, json=ASK, headers={header: "No such thing!"})
        assert (answer.status_code, answer.get_json()["errors"][0]["field"]) == (422, header)


def test_without_a_key_the_model_is_not_available(edge: Edge) -> None:
    answer = pod_of(edge).post(URL, json=ASK)
    assert (answer.status_code, answer.get_json()["code"]) == (503, "no_model_key")


def test_a_process_makes_only_so_many_answers_at_once(edge: Edge, model: ScriptedAnthropic) -> None:
    upstream = behind(edge, model.url, streams_max=1)
    model.plays(Answer("One by one", pause=0.01))
    first, second = pod_of(edge), pod_of(edge)
    running = first.post(URL, json=ASK)
    busy = second.post(URL, json=ASK)
    assert (busy.status_code, busy.get_json()["code"]) == (503, "gateway_busy")
    running.close()
    assert second.post(URL, json=ASK).status_code == 200
    upstream.close()


def test_neither_the_key_nor_what_is_said_is_ever_told_to_the_log(
    gateway: Edge, model: ScriptedAnthropic, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    model.plays(Answer(status=529), Answer("I whisper", tools=[("bash", {"command": "whisper"})]))
    asked = {**ASK, "messages": [{"role": "user", "content": "Can you whisper?"}]}
    assert "whisper" in pod_of(gateway).post(URL, json=asked).text
    told = [f"{record.getMessage()} {getattr(record, 'fields', '')}" for record in caplog.records]
    assert any("answer of the model" in line and "micros" in line for line in told)
    assert not any("whisper" in line or "sk-secret" in line for line in told)
    assert "sk-secret" not in repr(gateway.services.settings)
