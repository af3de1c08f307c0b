"""A scripted model: a real HTTP server that speaks the Anthropic Messages API and plays the script that a chat message
carries, so that a test says in its own message what the model will do.

A message may hold a fenced block `~~~script [step, …] ~~~`; a step is `{"say": text, "pause": seconds a word}`,
`{"tool": name, "input": {…}}`, `{"sleep": seconds}`, `{"quote": pattern}` (say what in the conversation matches it),
`{"used": tokens}` (what the answer with it is told to have read) or `{"status": http status}`.
Without a script the model says "Done.".
"""

import json
import re
import threading
import time
from collections.abc import Iterator, Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from common.ids import new_id

_SCRIPT = re.compile(r"~~~script\s*(\[.*?\])\s*~~~", re.DOTALL)


def script(text: str, steps: Sequence[dict[str, Any]]) -> str:
    """A chat message that makes the scripted model take `steps`."""
    return f"{text}\n\n~~~script {json.dumps(steps)} ~~~"


def _text_of(message: dict[str, Any]) -> str:
    content = message["content"]
    if isinstance(content, str):
        return content
    return "\n".join(block.get("text", "") for block in content if block.get("type") == "text")


def _next_steps(messages: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What is left of the newest script: one tool step is one answer, as a real model asks and then waits."""
    for index in range(len(messages) - 1, -1, -1):
        found = _SCRIPT.search(_text_of(messages[index])) if messages[index]["role"] == "user" else None
        if found:
            answered = sum(1 for later in messages[index + 1 :] if later["role"] == "assistant")
            steps: list[dict[str, Any]] = json.loads(found.group(1))
            for _ in range(answered):
                steps = steps[_one_answer(steps) :]
            return steps[: _one_answer(steps)]
    return []


def _quoted(step: dict[str, Any], told: str) -> dict[str, Any]:
    if "quote" not in step:
        return step
    found = re.search(step["quote"], told)
    return {"say": found.group(0) if found else "Nothing like that was said."}


def _one_answer(steps: list[dict[str, Any]]) -> int:
    for index, step in enumerate(steps):
        if "tool" in step:
            return index + 1
    return len(steps)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
        """Say nothing: pytest shows what matters."""

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        steps = _next_steps(body["messages"])
        read = sum(step.get("used", 0) for step in steps) or 100
        for step in steps:
            if "status" in step:
                self._refuse(int(step["status"]))
                return
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Connection", "close")
        self.end_headers()
        try:
            told = "\n".join(_text_of(message) for message in body["messages"])
            steps = [_quoted(step, told) for step in steps if "used" not in step] or [{"say": "Done."}]
            for event in self._events(body["model"], steps, read):
                self.wfile.write(f"event: {event['type']}\ndata: {json.dumps(event)}\n\n".encode())
                self.wfile.flush()
        except (BrokenPipeError, ConnectionResetError):
            pass
        self.close_connection = True

    def _refuse(self, status: int) -> None:
        body = json.dumps({"type": "error", "error": {"type": "api_error", "message": "scripted"}}).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _events(self, model: str, steps: list[dict[str, Any]], read: int) -> Iterator[dict[str, Any]]:
        usage = {"input_tokens": read, "output_tokens": 1}
        head = {
            "id": f"msg_{new_id()}",
            "type": "message",
            "role": "assistant",
            "model": model,
            "content": [],
            "usage": usage,
        }
        yield {"type": "message_start", "message": {**head, "stop_reason": None, "stop_sequence": None}}
        index = 0
        for step in steps:
            if "sleep" in step:
                self._sleep(float(step["sleep"]))
                continue
            yield from self._block(index, step)
            index += 1
        reason = "tool_use" if "tool" in steps[-1] else "end_turn"
        yield {
            "type": "message_delta",
            "delta": {"stop_reason": reason, "stop_sequence": None},
            "usage": {"output_tokens": 20},
        }
        yield {"type": "message_stop"}

    def _block(self, index: int, step: dict[str, Any]) -> Iterator[dict[str, Any]]:
        if "tool" in step:
            block = {"type": "tool_use", "id": f"toolu_{new_id()[:24]}", "name": step["tool"], "input": {}}
            deltas = [{"type": "input_json_delta", "partial_json": json.dumps(step["input"])}]
        else:
            block = {"type": "text", "text": ""}
            deltas = [{"type": "text_delta", "text": word} for word in re.findall(r"\S+\s*", step["say"])]
        yield {"type": "content_block_start", "index": index, "content_block": block}
        for delta in deltas:
            yield {"type": "content_block_delta", "index": index, "delta": delta}
            self._sleep(float(step.get("pause", 0)))
        yield {"type": "content_block_stop", "index": index}

    def _sleep(self, seconds: float) -> None:
        """Wait, but notice within a quarter of a second when the test is over."""
        until = time.monotonic() + seconds
        while time.monotonic() < until and not self.server.stopping:  # type: ignore[attr-defined]
            time.sleep(min(0.25, max(0.0, until - time.monotonic())))


class ScriptedModel:
    """`with ScriptedModel() as model:` serves at `model.url` until the block ends."""

    def __init__(self) -> None:
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
        self._server.daemon_threads = True
        self._server.stopping = False  # type: ignore[attr-defined]
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> "ScriptedModel":
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.stopping = True  # type: ignore[attr-defined]
        self._server.shutdown()
        self._server.server_close()
