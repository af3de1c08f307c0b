"""What an answer may cost, and what it did: read from requests and answers as they pass."""

import json
from typing import Any

import pytest

from common.errors import Invalid
from common.prices import Tokens, cost_micros
from edge.model_request import IMAGE_TOKENS, ModelRequest, read_request
from edge.model_usage import UsageMeter
from tests.anthropic_script import Answer, events, frame

PICTURE = {"type": "image", "source": {"type": "base64", "media_type": "image/jpeg", "data": "x" * 400_000}}


def _read(**members: Any) -> ModelRequest:
    asked = {"model": "claude-sonnet-5-5", "max_tokens": 1000, "messages": [], **members}
    return read_request(json.dumps(asked).encode(), ("claude-*",))


def _user(*content: Any) -> list[Any]:
    return [{"role": "user", "content": list(content)}]


def test_the_most_that_an_answer_costs_grows_with_the_prompt_and_what_it_may_say() -> None:
    short, long = _read(), _read(messages=_user({"type": "text", "text": "word " * 20_000}))
    assert short.most_micros == cost_micros("claude-sonnet-5-5", Tokens(0, 1000, 0, short.input_tokens))
    assert 50_000 <= long.input_tokens - short.input_tokens <= 51_000
    assert _read(max_tokens=2000).most_micros - short.most_micros == 10_000


def test_writing_to_the_cache_for_an_hour_is_reckoned_with() -> None:
    text = {"type": "text", "text": "word " * 20_000, "cache_control": {"type": "ephemeral", "ttl": "1h"}}
    hour, minutes = _read(messages=_user(text)), _read(messages=_user({**text, "cache_control": {"type": "ephemeral"}}))
    assert hour.most_micros - 10_000 > 1.5 * (minutes.most_micros - 10_000)


def test_pictures_are_not_reckoned_by_their_bytes() -> None:
    result = {"type": "tool_result", "tool_use_id": "toolu_1", "content": [PICTURE, {"type": "text", "text": "frames"}]}
    bare, pictures = _read(messages=_user()), _read(messages=_user(PICTURE, result))
    assert 2 * IMAGE_TOKENS < pictures.input_tokens - bare.input_tokens < 2 * IMAGE_TOKENS + 500


@pytest.mark.parametrize(
    ("members", "field"),
    [
        ({"container": "c"}, "container"),
        ({"tools": [{"type": "code_execution_20250522", "name": "code_execution"}]}, "tools"),
        (
            {"messages": _user({"type": "image", "source": {"type": "url", "url": "http://169.254.169.254/"}})},
            "messages",
        ),
        ({"messages": _user({"type": "document", "source": {"type": "file", "file_id": "f"}})}, "messages"),
    ],
)
def test_what_costs_more_than_tokens_or_makes_others_fetch_is_refused(members: Any, field: str) -> None:
    with pytest.raises(Invalid) as refused:
        _read(**members)
    assert refused.value.extra["errors"][0]["field"] == field


@pytest.mark.parametrize(
    "members",
    [
        {"tools": [{"name": "edit", "input_schema": {}}, {"type": "custom", "name": "view", "input_schema": {}}]},
        {"system": [{"type": "text", "text": "You make videos."}], "thinking": {"type": "adaptive"}},
        {"messages": "the API says what is wrong with it"},
        {"messages": [None, {"role": "user", "content": "words"}, {"content": [7, {"type": "image"}]}], "tools": 7},
    ],
)
def test_whatever_else_is_the_apis_own_matter(members: Any) -> None:
    assert _read(**members).model == "claude-sonnet-5-5"


COUNTED = {
    "input_tokens": 12,
    "output_tokens": 345,
    "cache_read_input_tokens": 6000,
    "cache_creation_input_tokens": 700,
    "cache_creation": {"ephemeral_5m_input_tokens": 600, "ephemeral_1h_input_tokens": 100},
}


def _metered(answer: Answer, upto: int | None = None, line: str = "\n") -> Tokens:
    meter = UsageMeter(500)
    for event in list(events(answer, 1))[:upto]:
        meter.events(frame(event).replace("\n", line).encode())
    return meter.tokens


@pytest.mark.parametrize("line", ["\n", "\r\n"])
def test_a_stream_is_counted_as_the_model_says(line: str) -> None:
    said = Answer("Some words", tools=[("edit", {"message_delta": "event: message_delta"})], usage=COUNTED)
    assert _metered(said, line=line) == Tokens(12, 345, 6000, 700, 100)


def test_many_events_in_one_piece_count_the_same() -> None:
    meter = UsageMeter(500)
    meter.events("".join(map(frame, events(Answer("Some words", usage=COUNTED), 1))).encode())
    assert meter.tokens == Tokens(12, 345, 6000, 700, 100)


def test_a_stream_that_was_left_before_it_began_counts_all_that_was_sent() -> None:
    assert _metered(Answer("Never heard"), upto=0) == Tokens(500)


def test_a_stream_that_was_left_is_estimated_from_what_has_passed() -> None:
    said = Answer("a word of ten " * 50, usage=COUNTED)
    assert _metered(said, upto=1) == Tokens(12, 1, 6000, 700, 100)
    left = _metered(said, upto=120).output_tokens
    assert 100 <= left <= 200
    assert _metered(said).output_tokens == 345


def test_an_answer_in_one_piece_is_counted() -> None:
    meter = UsageMeter(500)
    meter.whole(json.dumps({"type": "message", "usage": COUNTED, "content": []}).encode())
    assert meter.tokens == Tokens(12, 345, 6000, 700, 100)


@pytest.mark.parametrize("strange", [b"", b"nothing", b"[]", b'{"usage": 7}', b'{"usage": {"input_tokens": "many"}}'])
def test_what_is_not_understood_counts_nothing(strange: bytes) -> None:
    meter = UsageMeter(500)
    meter.whole(strange)
    meter.events(b"event: message_delta\ndata: " + strange + b"\n\n")
    assert meter.tokens == Tokens(500)
