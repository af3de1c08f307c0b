"""The model gateway: the key is added here, the answer passes through as it comes, and leaving cancels it."""

import json
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from edge.app import create_app
from edge.model_upstream import ModelUpstream
from tests.edge.conftest import Edge
from tests.servers import free_port

ASK = {"model": "claude-sonnet-4-5", "max_tokens": 100, "stream": True, "messages": []}
URL = "/pod/v1/model/v1/messages"


class Model(ThreadingHTTPServer):
    """An Anthropic-like server: streams `events`, one every `pause` seconds."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", free_port()), _Answer)
        self.seen: list[dict[str, Any]] = []
        self.status = 200
        self.pause = 0.0
        self.events = 5
        self.written = 0
        self.last = b""
        self.breaks = False
        self.cut = threading.Event()
        self.url = f"http://127.0.0.1:{self.server_address[1]}"


class _Answer(BaseHTTPRequestHandler):
    server: Model

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.seen.append({"path": self.path, "body": json.loads(body), "headers": dict(self.headers)})
        self.send_response(self.server.status)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("request-id", "req_1")
        self.send_header("set-cookie", "secret=1")
        if self.server.breaks:
            self.send_header("Content-Length", "1000000")
        self.end_headers()
        try:
            for number in range(self.server.events):
                self.wfile.write(f"event: ping\ndata: {number}\n\n".encode())
                self.wfile.flush()
                self.server.written += 1
                time.sleep(self.server.pause)
            self.wfile.write(self.server.last)
        except OSError:
            self.server.cut.set()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class names it so
        """Say nothing."""


@pytest.fixture
def model() -> Iterator[Model]:
    with Model() as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


@pytest.fixture
def gateway(edge: Edge, model: Model) -> Iterator[Edge]:
    """The edge with that model behind it."""
    update = {"anthropic_api_key": "sk-secret", "anthropic_base_url": model.url}
    settings = edge.services.settings.model_validate({**edge.services.settings.model_dump(), **update})
    upstream = ModelUpstream(settings)
    edge.services = replace(edge.services, settings=settings, model=upstream)
    edge.app = create_app(edge.services)
    yield edge
    upstream.close()


def test_the_key_is_added_and_the_pods_token_taken_off(gateway: Edge, model: Model) -> None:
    pod = gateway.as_pod(gateway.project().id, 1)
    answer = pod.post(f"{URL}?beta=true", json=ASK, headers={"anthropic-beta": "tools-1", "x-forwarded-for": "1.2.3.4"})
    assert answer.status_code == 200
    assert answer.data.count(b"event: ping") == 5
    assert answer.headers["request-id"] == "req_1"
    assert "set-cookie" not in answer.headers
    (seen,) = model.seen
    headers = {name.lower(): value for name, value in seen["headers"].items()}
    assert headers["x-api-key"] == "sk-secret"
    assert headers["anthropic-beta"] == "tools-1"
    assert "authorization" not in headers
    assert "x-forwarded-for" not in headers
    assert seen["body"] == ASK


def test_the_anthropic_sdks_own_header_carries_the_pod_token_too(gateway: Edge) -> None:
    pod = gateway.as_pod(gateway.project().id, 1)
    token = pod.environ_base["HTTP_AUTHORIZATION"].removeprefix("Bearer ")
    assert gateway.as_nobody().post(URL, json=ASK, headers={"x-api-key": token}).status_code == 200


def test_the_answer_comes_as_it_is_made_and_leaving_cancels_it(gateway: Edge, model: Model) -> None:
    model.pause, model.events = 0.05, 400
    pod = gateway.as_pod(gateway.project().id, 1)
    begun = time.monotonic()
    answer = pod.post(URL, json=ASK)
    pieces = iter(answer.response)
    assert b"data: 0" in next(pieces)
    assert time.monotonic() - begun < 5
    answer.close()
    assert model.cut.wait(5)
    assert model.written < 200


@pytest.mark.parametrize("last", [b"", b'event: content_block_delta\ndata: {"type": "con'])
@pytest.mark.parametrize("breaks", [True, False])
def test_an_answer_that_breaks_off_ends_with_an_error_event(
    breaks: bool, last: bytes, gateway: Edge, model: Model
) -> None:
    model.breaks, model.last = breaks, last
    answer = gateway.as_pod(gateway.project().id, 1).post(URL, json=ASK)
    *pings, error, rest = answer.data.split(b"\n\n")
    assert (len(pings), rest) == (5, b"")
    name, data = error.decode().split("\n")
    assert name == "event: error"
    assert json.loads(data.removeprefix("data: "))["error"]["type"] == "api_error"


@pytest.mark.parametrize("line", [b"\n", b"\r\n"])
def test_an_answer_that_ends_well_gets_nothing_added(line: bytes, gateway: Edge, model: Model) -> None:
    model.last = b'event: message_stop\ndata: {"type": "message_stop"}\n\n'.replace(b"\n", line)
    answer = gateway.as_pod(gateway.project().id, 1).post(URL, json=ASK)
    assert answer.data.endswith(model.last)
    assert b"event: error" not in answer.data


def test_a_refusal_of_the_model_is_passed_on(gateway: Edge, model: Model) -> None:
    model.status = 529
    assert gateway.as_pod(gateway.project().id, 1).post(URL, json=ASK).status_code == 529


@pytest.mark.parametrize(
    ("change", "status", "code"),
    [
        ({"model": "gpt-4"}, 403, "model_not_allowed"),
        ({"model": None}, 422, "invalid"),
        ({"max_tokens": 10_000_000}, 422, "invalid"),
        ({"max_tokens": "many"}, 422, "invalid"),
    ],
)
def test_what_the_product_does_not_pay_for_is_refused(
    change: dict[str, Any], status: int, code: str, gateway: Edge, model: Model
) -> None:
    answer = gateway.as_pod(gateway.project().id, 1).post(URL, json={**ASK, **change})
    assert (answer.status_code, answer.get_json()["code"]) == (status, code)
    assert model.seen == []


def test_bodies_that_are_not_json_or_too_large_are_refused(gateway: Edge) -> None:
    pod = gateway.as_pod(gateway.project().id, 1)
    assert pod.post(URL, data=b"{", content_type="application/json").status_code == 422
    assert pod.post(URL, data=b"[" * 100_000, content_type="application/json").status_code == 422
    assert pod.post(URL, data=b"x" * (17 * 1024 * 1024), content_type="application/json").status_code == 413


def test_without_a_key_the_model_is_not_available(edge: Edge) -> None:
    answer = edge.as_pod(edge.project().id, 1).post(URL, json=ASK)
    assert (answer.status_code, answer.get_json()["code"]) == (503, "no_model_key")


def test_a_model_that_cannot_be_reached_is_a_named_failure(gateway: Edge, model: Model) -> None:
    model.shutdown()
    model.server_close()
    answer = gateway.as_pod(gateway.project().id, 1).post(URL, json=ASK)
    assert (answer.status_code, answer.get_json()["code"]) == (502, "upstream_failed")


def test_the_key_appears_nowhere_in_the_settings_text(gateway: Edge) -> None:
    assert "sk-secret" not in repr(gateway.services.settings)
