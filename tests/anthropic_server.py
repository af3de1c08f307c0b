"""A scripted Anthropic: its Messages API over real HTTP, for the gateway and whatever stands in front of it."""

import json
import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from tests.anthropic_script import Answer, events, frame
from tests.servers import free_port


class ScriptedAnthropic(ThreadingHTTPServer):
    """Plays the script, one answer a request; when it is over, says "Done.". `left` is set when a client goes away
    while it is told something, `written` counts the events that were sent."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", free_port()), _Handler)
        self.script: deque[Answer] = deque()
        self.seen: list[dict[str, Any]] = []
        self.written = 0
        self.left = threading.Event()
        self.closing = threading.Event()
        self.url = f"http://127.0.0.1:{self.server_address[1]}"

    def plays(self, *answers: Answer) -> None:
        self.script.extend(answers)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: ScriptedAnthropic

    def do_POST(self) -> None:
        server = self.server
        body = self.rfile.read(int(self.headers["Content-Length"]))
        headers = {name.lower(): value for name, value in self.headers.items()}
        server.seen.append({"path": self.path, "body": json.loads(body), "headers": headers})
        answer = server.script.popleft() if server.script else Answer("Done.")
        server.closing.wait(answer.delay)
        if answer.status == 200 and server.seen[-1]["body"].get("stream"):
            return self._stream(answer, len(server.seen))
        return self._whole(answer, len(server.seen))

    def _whole(self, answer: Answer, number: int) -> None:
        message: dict[str, Any] = answer.body()
        if answer.status == 200:
            content = [{"type": "text", "text": answer.text}]
            message = {"id": f"msg_{number}", "type": "message", "role": "assistant", "model": "scripted"}
            message |= {"content": content, "stop_reason": answer.stop_reason, "usage": answer.usage}
        data = json.dumps(message).encode()
        self._begin(answer, "application/json", [("Content-Length", str(len(data)))])
        self.wfile.write(data)

    def _stream(self, answer: Answer, number: int) -> None:
        self._begin(answer, "text/event-stream", [("Transfer-Encoding", "chunked")])
        try:
            for event in events(answer, number, self.server.closing.is_set):
                data = frame(event).encode()
                self.wfile.write(f"{len(data):x}\r\n".encode() + data + b"\r\n")
                self.server.written += 1
            if answer.breaks:
                self.close_connection = True  # in the midst of the body
            else:
                self.wfile.write(b"0\r\n\r\n")
        except OSError:
            self.server.left.set()
            self.close_connection = True

    def _begin(self, answer: Answer, kind: str, more: list[tuple[str, str]]) -> None:
        self.send_response(answer.status)
        extra = [("retry-after", answer.retry_after)] if answer.retry_after else []
        for name, value in (("Content-Type", kind), ("request-id", "req_1"), ("set-cookie", "secret=1"), *extra, *more):
            self.send_header(name, value)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class names it so
        """Say nothing."""


@contextmanager
def scripted_anthropic() -> Iterator[ScriptedAnthropic]:
    with ScriptedAnthropic() as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.closing.set()
            server.shutdown()
            thread.join()
