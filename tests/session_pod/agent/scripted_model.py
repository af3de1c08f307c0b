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
        self._going_on = threading.Semaphore(0)

    def plays(self, *answers: Answer) -> None:
        self.script.extend(answers)

    def go_on(self) -> None:
        """The answer that waits goes on, or the next one that would wait doesn't."""
        self._going_on.release()

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
        words = 0
        try:
            for event in events(answer, number, self.closing.is_set):
                yield frame(event)
                words += event["type"] == "content_block_delta"
                if words == answer.waits > 0 and event["type"] == "content_block_delta":
                    self._wait()
        except GeneratorExit:
            self.aborted.set()
            raise

    def _wait(self) -> None:
        while not self._going_on.acquire(timeout=0.05) and not self.closing.is_set():
            pass
