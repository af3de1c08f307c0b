"""The Anthropic Messages API as it goes over the wire: one answer whole, or as server-sent events."""

import json
import re
import secrets
from collections.abc import Iterator
from typing import Any

Json = dict[str, Any]
_PIECE = re.compile(r"\s*\S+\s*")
_JSON_PIECE_CHARS = 120
_CHARS_A_TOKEN = 4  # a rough average; usage is shown to the user, and nobody is billed for the demo model


def answer(model: str, blocks: list[Json], prompt_chars: int) -> Json:
    """A whole `message` object."""
    return {
        **_head(model, prompt_chars),
        "content": blocks,
        "stop_reason": _reason(blocks),
        "usage": _usage(prompt_chars, blocks),
    }


def events(model: str, blocks: list[Json], prompt_chars: int) -> Iterator[tuple[Json, bool]]:
    """The same answer as events, and after each whether a speaker would breathe here."""
    yield {"type": "message_start", "message": _head(model, prompt_chars)}, False
    for index, block in enumerate(blocks):
        if block["type"] == "text":
            yield {"type": "content_block_start", "index": index, "content_block": {"type": "text", "text": ""}}, False
            for piece in _PIECE.findall(block["text"]):
                yield _delta(index, {"type": "text_delta", "text": piece}), True
        else:
            yield {"type": "content_block_start", "index": index, "content_block": {**block, "input": {}}}, False
            body = json.dumps(block["input"], ensure_ascii=False)
            for at in range(0, len(body), _JSON_PIECE_CHARS):
                piece = body[at : at + _JSON_PIECE_CHARS]
                yield _delta(index, {"type": "input_json_delta", "partial_json": piece}), True
        yield {"type": "content_block_stop", "index": index}, False
    usage = _usage(prompt_chars, blocks)
    yield (
        {"type": "message_delta", "delta": {"stop_reason": _reason(blocks), "stop_sequence": None}, "usage": usage},
        False,
    )
    yield {"type": "message_stop"}, False


def error(kind: str, message: str) -> Json:
    return {"type": "error", "error": {"type": kind, "message": message}}


def _head(model: str, prompt_chars: int) -> Json:
    return {
        "id": f"msg_demo_{secrets.token_hex(8)}",
        "type": "message",
        "role": "assistant",
        "model": model,
        "content": [],
        "stop_reason": None,
        "stop_sequence": None,
        "usage": {"input_tokens": prompt_chars // _CHARS_A_TOKEN + 1, "output_tokens": 1},
    }


def _reason(blocks: list[Json]) -> str:
    return "tool_use" if any(block["type"] == "tool_use" for block in blocks) else "end_turn"


def _usage(prompt_chars: int, blocks: list[Json]) -> Json:
    written = sum(len(json.dumps(block)) for block in blocks)
    return {"input_tokens": prompt_chars // _CHARS_A_TOKEN + 1, "output_tokens": written // _CHARS_A_TOKEN + 1}


def _delta(index: int, delta: Json) -> Json:
    return {"type": "content_block_delta", "index": index, "delta": delta}
