"""What stands where pods are: on one address a preview's and an agent's port, which note every request they get."""

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass(frozen=True)
class Request:
    port: int
    method: str
    path: str
    headers: list[tuple[str, str]]

    def header(self, name: str) -> str | None:
        return next((value for key, value in self.headers if key.lower() == name.lower()), None)


@dataclass
class FakePod:
    """`answers` are headers that it sends with every answer."""

    address: str
    seen: list[Request] = field(default_factory=list)
    answers: list[tuple[str, str]] = field(default_factory=list)
    body: bytes = b""


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    pod: FakePod


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server

    def _note(self) -> None:
        pod = self.server.pod
        pod.seen.append(Request(self.server.server_port, self.command, self.path, list(self.headers.items())))
        if self.headers.get("Upgrade") == "websocket":
            self._echo()
            return
        body = pod.body or f"pod {pod.address}".encode()
        self.send_response(200)
        sent: Mapping[str, str] = dict(pod.answers)
        for name, value in pod.answers:
            self.send_header(name, value)
        if "Content-Type" not in sent:
            self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    do_GET = do_HEAD = do_OPTIONS = do_POST = do_PUT = _note  # noqa: N815 - the base class's names

    def _echo(self) -> None:
        """Switch protocols, then send back whatever comes; the gateway doesn't look into frames."""
        self.send_response(101)
        self.send_header("Upgrade", "websocket")
        self.send_header("Connection", "Upgrade")
        self.end_headers()
        self.close_connection = True
        while data := self.connection.recv(4096):
            self.connection.sendall(data)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
        """Silent."""


@contextmanager
def fake_pod(address: str, *ports: int) -> Iterator[FakePod]:
    """Listens on all ports of the address."""
    pod = FakePod(address)
    servers = [_Server((address, port), _Handler) for port in ports]
    threads = [threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True) for server in servers]
    for server, thread in zip(servers, threads, strict=True):
        server.pod = pod
        thread.start()
    try:
        yield pod
    finally:
        for server, thread in zip(servers, threads, strict=True):
            server.shutdown()
            thread.join()
            server.server_close()
