"""Calls between services carry the trace and the token, and come back as named errors."""

import httpx
import pytest

from common.errors import HeadMoved, NotFound, Unavailable, UpstreamFailed, to_problem
from common.http import ServiceClient, retrying
from common.logs import accept_trace


def _client(handler: httpx.MockTransport) -> ServiceClient:
    return ServiceClient("http://service.test", lambda: "the-token", transport=handler)


def test_a_request_carries_token_and_trace() -> None:
    trace = accept_trace("0af7651916cd43dd8448eb211c80319c")
    seen: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(200, json={})

    _client(httpx.MockTransport(answer)).request("GET", "/v1/x")
    assert seen[0].headers["Authorization"] == "Bearer the-token"
    assert seen[0].headers["X-Trace-Id"] == trace


def test_a_problem_becomes_its_named_error() -> None:
    body = to_problem(HeadMoved("Moved.", line="{}", tail=""), "t")
    client = _client(httpx.MockTransport(lambda _: httpx.Response(409, json=body)))
    with pytest.raises(HeadMoved) as raised:
        client.request("POST", "/pod/v1/checkpoints")
    assert raised.value.extra["line"] == "{}"


def test_an_answer_that_is_not_json_is_still_a_named_error() -> None:
    client = _client(httpx.MockTransport(lambda _: httpx.Response(404, text="<html>")))
    with pytest.raises(NotFound):
        client.request("GET", "/")


def test_silence_is_an_upstream_failure() -> None:
    def silent(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectTimeout("too slow", request=request)

    with pytest.raises(UpstreamFailed):
        _client(httpx.MockTransport(silent)).request("GET", "/")


def test_only_temporary_failures_are_tried_again() -> None:
    calls: list[int] = []

    def fails_twice() -> str:
        calls.append(1)
        if len(calls) < 3:
            raise Unavailable("Not yet.")
        return "done"

    assert retrying(fails_twice) == "done"
    assert len(calls) == 3

    def refuses() -> None:
        calls.append(1)
        raise NotFound("Nothing.")

    calls.clear()
    with pytest.raises(NotFound):
        retrying(refuses)
    assert len(calls) == 1
