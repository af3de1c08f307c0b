"""A model that plays a script: it speaks the Anthropic Messages API over real SSE, one answer a request."""

import json
import threading
import time
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from flask import Flask, Response, request

Json = dict[str, Any]


@dataclass(frozen=True)
class Answer:
    """`breaks`: the stream ends after the text, without an end. `status`: an HTTP error. `pause`: seconds a word."""

    text: str = ""
    tools: list[tuple[str, Json]] = field(default_factory=list)
    pause: float = 0.0
    breaks: bool = False
    cut: bool = False
    status: int = 200
    problem: Json | None = None


class ScriptedModel:
    """Answers in order; when the script is over it says "Done."."""

    def __init__(self) -> None:
        self.script: deque[Answer] = deque()
        self.requests: list[Json] = []
        self.aborted = threading.Event()
        self.closing = threading.Event()

    def plays(self, *answers: Answer) -> None:
        self.script.extend(answers)

    def register(self, app: Flask) -> None:
        @app.post("/pod/v1/model/v1/messages")
        def model_messages() -> Response:
            self.requests.append({**request.get_json(), "token": request.headers["Authorization"]})
            answer = self.script.popleft() if self.script else Answer("Done.")
            if answer.status != 200:
                error = {"type": "error", "error": {"type": "api_error", "message": "scripted"}}
                return Response(json.dumps(answer.problem or error), answer.status, content_type="application/json")
            return Response(self._stream(answer), content_type="text/event-stream")

    def _stream(self, answer: Answer) -> Iterator[str]:
        try:
            for event in self._events(answer):
                yield f"event: {event['type']}\ndata: {json.dumps(event)}\n\n"
        except GeneratorExit:
            self.aborted.set()
            raise

    def _events(self, answer: Answer) -> Iterator[Json]:
        usage = {"input_tokens": 10, "output_tokens": 1}
        message = {"id": "msg_1", "type": "message", "role": "assistant", "model": "scripted", "content": []}
        yield {"type": "message_start", "message": {**message, "usage": usage, "stop_reason": None}}
        index = 0
        if answer.text:
            yield from self._block(0, {"type": "text", "text": ""}, self._words(answer))
            index = 1
        if answer.breaks:
            return
        for number, (name, arguments) in enumerate(answer.tools):
            block = {"type": "tool_use", "id": f"toolu_{len(self.requests)}_{number}", "name": name, "input": {}}
            delta = {"type": "input_json_delta", "partial_json": json.dumps(arguments)}
            yield from self._block(index + number, block, iter([delta]))
        reason = "max_tokens" if answer.cut else "tool_use" if answer.tools else "end_turn"
        end = {"stop_reason": reason, "stop_sequence": None}
        yield {"type": "message_delta", "delta": end, "usage": {"output_tokens": 7}}
        yield {"type": "message_stop"}

    def _words(self, answer: Answer) -> Iterator[Json]:
        for word in answer.text.split(" "):
            yield {"type": "text_delta", "text": f"{word} "}
            until = time.monotonic() + answer.pause
            while time.monotonic() < until and not self.closing.is_set():
                time.sleep(min(0.02, answer.pause))

    def _block(self, index: int, block: Json, deltas: Iterator[Json]) -> Iterator[Json]:
        yield {"type": "content_block_start", "index": index, "content_block": block}
        for delta in deltas:
            yield {"type": "content_block_delta", "index": index, "delta": delta}
        yield {"type": "content_block_stop", "index": index}
