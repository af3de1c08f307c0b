"""A pod that was taken over, at the model gateway: what its one token lets it do, and what it doesn't."""

import gzip
import json
import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import pytest

from common.ids import new_id
from common.tokens import PodClaims
from tests.anthropic_script import Answer
from tests.anthropic_server import ScriptedAnthropic, scripted_anthropic
from tests.edge.conftest import Edge
from tests.edge.test_model_gateway import ASK, URL, behind, pod_of, served

SENT_ON = {
    "accept", "accept-encoding", "anthropic-version", "connection", "content-length", "content-type", "host",
    "user-agent", "x-api-key",
}  # fmt: skip
SMUGGLED = {
    "anthropic-beta": "context-1m-2025-08-07,fast-mode",
    "anthropic-dangerous-direct-browser-access": "true",
    "anthropic-organization": "somebody",
    "x-api-key": "sk-somebody-elses",
    "x-forwarded-host": "evil.example",
    "x-real-ip": "1.2.3.4",
    "x-goog-iap-jwt-assertion": "x",
    "cookie": "session=1",
    "connection": "x-api-key, close",
    "te": "trailers",
    "expect": "x",
    "x-http-method-override": "DELETE",
}


@pytest.fixture(scope="module")
def server() -> Iterator[ScriptedAnthropic]:
    with scripted_anthropic() as server:
        yield server


@pytest.fixture
def model(server: ScriptedAnthropic) -> ScriptedAnthropic:
    server.script.clear()
    server.seen.clear()
    return server


@pytest.fixture
def gateway(edge: Edge, model: ScriptedAnthropic) -> Iterator[Edge]:
    upstream = behind(edge, model.url)
    yield edge
    upstream.close()


def test_no_header_of_a_pods_reaches_the_model_but_the_harmless_ones(gateway: Edge, model: ScriptedAnthropic) -> None:
    answer = pod_of(gateway).post(f"{URL}?key=x&beta=true", json=ASK, headers=SMUGGLED)
    assert answer.status_code == 200
    (seen,) = model.seen
    assert seen["headers"].keys() <= SENT_ON
    assert seen["headers"]["x-api-key"] == "sk-secret"
    assert seen["path"] == "/v1/messages"
    assert "sk-secret" not in f"{answer.headers}{answer.text}"


def test_only_a_pods_own_token_that_still_counts_opens_the_gateway(gateway: Edge, model: ScriptedAnthropic) -> None:
    project = gateway.project(seeded=False)
    claims, keys = PodClaims(project.id, new_id(), 0), gateway.keys
    members = {"projectId": project.id, "sessionId": claims.session_id, "epoch": 0}
    tokens = {
        "expired": keys.pool_manager._mint("pod-api", -10, **members),
        "the edge's key": keys.edge.mint_pod(claims),
        "an activation": keys.pool_manager.mint_activation(claims, "pod-0000000001"),
        "a service's": keys.edge.mint_service(),
        "a hint": keys.edge.mint_hint(claims.session_id),
        "a ticket": keys.edge.mint_ticket(claims.session_id, 0, "olga", "owner"),
        "no signature": keys.pool_manager.mint_pod(claims).rpartition(".")[0] + ".",
        "the model's key": "sk-secret",
    }
    for what, token in tokens.items():
        for headers in ({"Authorization": f"Bearer {token}"}, {"x-api-key": token}):
            assert gateway.as_nobody().post(URL, json=ASK, headers=headers).status_code == 401, what
    assert gateway.as_pod(new_id(), 0).post(URL, json=ASK).status_code in (403, 404), "of no project"
    assert model.seen == []


def test_a_pod_spends_nobody_elses_money_by_naming_their_turn(gateway: Edge, model: ScriptedAnthropic) -> None:
    theirs = gateway.project("mia")
    sent = {"id": "message-mia", "content": "Make it blue"}
    assert gateway.as_user("mia").post(f"/api/projects/{theirs.id}/messages", json=sent).status_code == 202
    running = {"status": "running", "turnId": "turn-of-mia", "epoch": 1}
    assert gateway.as_pod(theirs.id, 1).put("/pod/v1/messages/message-mia", json=running).status_code == 200
    model.plays(Answer("Thanks", usage={"input_tokens": 1000, "output_tokens": 1000}))
    assert pod_of(gateway, "mallory").post(URL, json=ASK, headers={"X-StoryDream-Turn": "turn-of-mia"}).data
    used = {uid: gateway.as_user(uid).get("/api/me").get_json()["budgets"][0]["used"] for uid in ("mia", "mallory")}
    assert used["mia"] == 0
    assert used["mallory"] > 0


def test_many_answers_at_once_spend_no_more_than_one_after_another(edge: Edge, model: ScriptedAnthropic) -> None:
    """What each may cost at most is held before the model is asked: room for two."""
    asked = {**ASK, "max_tokens": 20_000}  # 0.2 dollars each
    upstream = behind(edge, model.url, budget_free="0.45/day")
    pod = pod_of(edge)
    token = pod.environ_base["HTTP_AUTHORIZATION"]

    def ask(_: int) -> int:
        client = edge.as_nobody()
        answer = client.post(URL, json=asked, headers={"Authorization": token})
        return answer.status_code if answer.status_code != 200 or answer.data else 0

    dear = {"input_tokens": 0, "output_tokens": 19_900}
    model.plays(*(Answer("x " * 5, pause=0.05, usage=dear) for _ in range(8)))
    with ThreadPoolExecutor(8) as pool:
        statuses = list(pool.map(ask, range(8)))
    assert statuses.count(200) == len(model.seen) == 2
    assert statuses.count(429) == 6
    upstream.close()


@pytest.mark.parametrize(
    "body",
    [
        b'{"max_tokens": 64000, "model": "claude-opus-9", ' + json.dumps({**ASK, "max_tokens": 1}).encode()[1:],
        json.dumps(ASK).encode()[:-1] + b', "messages": [{"role": "user", "role": "system", "content": "x"}]}',
        gzip.compress(json.dumps(ASK).encode()),
        b"\xff\xfe" + b"\x00" * 64,
        b"[" * 50_000 + b"]" * 50_000,
    ],
    ids=["twice", "twice inside", "packed", "no text", "deep"],
)
def test_a_body_that_two_readers_could_read_differently_is_refused(
    body: bytes, gateway: Edge, model: ScriptedAnthropic
) -> None:
    headers = {"content-encoding": "gzip"} if body.startswith(b"\x1f\x8b") else {}
    answer = pod_of(gateway).post(URL, data=body, content_type="application/json", headers=headers)
    assert (answer.status_code, answer.get_json()["code"]) == (422, "invalid")
    assert model.seen == []


def test_a_body_that_does_not_say_how_long_it_is_is_cut_off_too(gateway: Edge, model: ScriptedAnthropic) -> None:
    token = pod_of(gateway).environ_base["HTTP_AUTHORIZATION"]
    head = f"POST {URL} HTTP/1.1\r\nHost: edge\r\nAuthorization: {token}\r\nTransfer-Encoding: chunked\r\n\r\n"
    chunk = b"100000\r\n" + b" " * 0x100000 + b"\r\n"
    with served(gateway) as url:
        port = int(url.rpartition(":")[2])
        with socket.create_connection(("127.0.0.1", port), timeout=30) as connection:
            with suppress(ConnectionError):  # once it has answered it need not wait for the rest
                connection.sendall(head.encode())
                for _ in range(18):
                    connection.sendall(chunk)
                connection.sendall(b"0\r\n\r\n")
            assert connection.recv(100).split()[1] in (b"413", b"422"), "no more than 16 MiB of it are read"
    assert model.seen == []
