"""A model that plays a script: it speaks the Anthropic Messages API over real SSE, one answer a request."""

import json
import threading
from collections import deque
from collections.abc import Callable, Iterator
from typing import Any

from flask import Flask, Response, request

from tests.anthropic_script import Answer, events, frame

__all__ = ["Answer", "ScriptedModel"]

Json = dict[str, Any]


class ScriptedModel:
    """Answers in order; when the script is over it says "Done."."""

    def __init__(self) -> None:
        self.script: deque[Answer] = deque()
        self.requests: list[Json] = []
        self.heard: Callable[[], None] = lambda: None
        """Called at each request."""
        self.aborted = threading.Event()
        self.closing = threading.Event()

    def plays(self, *answers: Answer) -> None:
        self.script.extend(answers)

    def register(self, app: Flask) -> None:
        @app.post("/pod/v1/model/v1/messages")
        def model_messages() -> Response:
            self.heard()
            self.requests.append(
                {
                    **request.get_json(),
                    "token": request.headers["Authorization"],
                    "purpose": request.headers.get("X-StoryDream-Purpose"),
                }
            )
            answer = self.script.popleft() if self.script else Answer("Done.")
            if answer.status != 200:
                headers = {"retry-after": answer.retry_after} if answer.retry_after else {}
                return Response(json.dumps(answer.body()), answer.status, headers, content_type="application/json")
            self.closing.wait(answer.delay)
            return Response(self._stream(answer, len(self.requests)), content_type="text/event-stream")

    def _stream(self, answer: Answer, number: int) -> Iterator[str]:
        try:
            for event in events(answer, number, self.closing.is_set):
                yield frame(event)
        except GeneratorExit:
            self.aborted.set()
            raise
