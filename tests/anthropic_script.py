"""What a scripted model answers, as the events of Anthropic's Messages API: every way in which an answer can go."""

import json
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]
STOP_REASONS = (
    "end_turn",
    "max_tokens",
    "stop_sequence",
    "tool_use",
    "pause_turn",
    "refusal",
    "model_context_window_exceeded",
)


@dataclass(frozen=True)
class Answer:
    """One answer of the script. A tool's arguments may be text, which is sent as it is (malformed JSON); several tools
    are used in parallel.

    `pause`: seconds a word · `waits`: after so many words, until the scripted model of the agent's tests is told to go
    on · `delay`: seconds before the first byte · `breaks`: the stream ends after the text, without an end · `error`: …
    with an `error` event of that type · `cut`: the reason is max_tokens · `stop`: another reason · `status`: an HTTP
    error, with `retry_after` and, where given, its body `problem` · `usage`: the model's own count.
    """

    text: str = ""
    tools: list[tuple[str, Json | str]] = field(default_factory=list)
    pause: float = 0.0
    waits: int = 0
    breaks: bool = False
    cut: bool = False
    status: int = 200
    problem: Json | None = None
    thinking: str = ""
    delay: float = 0.0
    error: str | None = None
    stop: str | None = None
    retry_after: str | None = None
    usage: Json = field(default_factory=lambda: {"input_tokens": 10, "output_tokens": 7})

    @property
    def stop_reason(self) -> str:
        return self.stop or ("max_tokens" if self.cut else "tool_use" if self.tools else "end_turn")

    def body(self) -> Json:
        """Of an HTTP error."""
        kind = "overloaded_error" if self.status == 529 else "rate_limit_error" if self.status == 429 else "api_error"
        return self.problem or {"type": "error", "error": {"type": kind, "message": "scripted"}}


def events(answer: Answer, number: int, closing: Callable[[], bool] = lambda: False) -> Iterator[Json]:
    """The events of the script's answer `number`; pauses end early when it is `closing`."""
    message = {"id": f"msg_{number}", "type": "message", "role": "assistant", "model": "scripted", "content": []}
    started = {**answer.usage, "output_tokens": 1}
    yield {"type": "message_start", "message": {**message, "usage": started, "stop_reason": None}}
    index = 0
    if answer.thinking:
        thought = [
            {"type": "thinking_delta", "thinking": answer.thinking},
            {"type": "signature_delta", "signature": "c2lnbmVk"},
        ]
        yield from _block(index, {"type": "thinking", "thinking": "", "signature": ""}, iter(thought))
        index += 1
    if answer.text:
        yield from _block(index, {"type": "text", "text": ""}, _words(answer, closing))
        index += 1
    if answer.error:
        yield {"type": "error", "error": {"type": answer.error, "message": "scripted"}}
    if answer.breaks or answer.error:
        return
    for place, (name, arguments) in enumerate(answer.tools):
        block = {"type": "tool_use", "id": f"toolu_{number}_{place}", "name": name, "input": {}}
        whole = arguments if isinstance(arguments, str) else json.dumps(arguments)
        parts = (whole[: len(whole) // 2], whole[len(whole) // 2 :])
        deltas = [{"type": "input_json_delta", "partial_json": part} for part in parts]
        yield from _block(index + place, block, iter(deltas))
    end = {"stop_reason": answer.stop_reason, "stop_sequence": "END" if answer.stop == "stop_sequence" else None}
    yield {"type": "message_delta", "delta": end, "usage": {"output_tokens": answer.usage["output_tokens"]}}
    yield {"type": "message_stop"}


def frame(event: Json) -> str:
    """An event as it stands in the stream."""
    return f"event: {event['type']}\ndata: {json.dumps(event)}\n\n"


def _words(answer: Answer, closing: Callable[[], bool]) -> Iterator[Json]:
    for word in answer.text.split(" "):
        yield {"type": "text_delta", "text": f"{word} "}
        until = time.monotonic() + answer.pause
        while time.monotonic() < until and not closing():
            time.sleep(min(0.02, answer.pause))


def _block(index: int, block: Json, deltas: Iterator[Json]) -> Iterator[Json]:
    yield {"type": "content_block_start", "index": index, "content_block": block}
    for delta in deltas:
        yield {"type": "content_block_delta", "index": index, "delta": delta}
    yield {"type": "content_block_stop", "index": index}
