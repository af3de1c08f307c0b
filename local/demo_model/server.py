"""The demo model's HTTP server: `POST /v1/messages` as the Anthropic API has it, and `GET /healthz`."""

import json
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from local.demo_model import wire
from local.demo_model.conversation import next_blocks

WORD_SECONDS = 0.03  # about 33 words a second, the pace of a quick model
BODY_MAX_BYTES = 32 * 1024 * 1024
MODEL = "storydream-demo"


class DemoModel(ThreadingHTTPServer):
    """Answers on 127.0.0.1:port until `shutdown()`. `pace` stretches WORD_SECONDS; 0 answers at once."""

    daemon_threads = True

    def __init__(self, port: int, pace: float = 1.0) -> None:
        super().__init__(("127.0.0.1", port), _Handler)
        self.pause = WORD_SECONDS * pace


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: DemoModel

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class names it so
        """One request is one answer that the agent logs anyway."""

    def do_GET(self) -> None:
        found = self.path == "/healthz"
        self._send(200 if found else 404, {"ok": True} if found else wire.error("not_found_error", "Not found."))

    def do_POST(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        if length > BODY_MAX_BYTES:
            self.close_connection = True
            return self._send(413, wire.error("request_too_large", "The request is too large."))
        body = self.rfile.read(length)
        if self.path.partition("?")[0] != "/v1/messages":
            return self._send(404, wire.error("not_found_error", "Only /v1/messages is here."))
        try:
            request = json.loads(body)
            tools = frozenset(str(tool["name"]) for tool in request.get("tools", []))
            blocks = next_blocks(request["messages"], tools)
        except (ValueError, KeyError, TypeError, AttributeError) as problem:
            return self._send(400, wire.error("invalid_request_error", f"The request can't be understood: {problem}."))
        model = str(request.get("model") or MODEL)
        if request.get("stream"):
            self._stream(model, blocks, length)
        else:
            self._send(200, wire.answer(model, blocks, length))
        return None

    def _stream(self, model: str, blocks: list[dict[str, Any]], length: int) -> None:
        self.close_connection = True
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream; charset=utf-8")
        self.send_header("Cache-Control", "no-cache")
        self.send_header("Connection", "close")
        self.end_headers()
        try:
            for event, breathes in wire.events(model, blocks, length):
                data = json.dumps(event, ensure_ascii=False)
                self.wfile.write(f"event: {event['type']}\ndata: {data}\n\n".encode())
                self.wfile.flush()
                if breathes and self.server.pause:
                    time.sleep(self.server.pause)
        except (BrokenPipeError, ConnectionResetError):
            return  # the turn was stopped

    def _send(self, status: int, body: dict[str, Any]) -> None:
        data = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)
