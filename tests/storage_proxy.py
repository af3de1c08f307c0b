"""A proxy in front of the storage server that counts requests, is slow, loses answers, or enforces write rates."""

import http.client
import random
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Literal
from urllib.parse import parse_qs, unquote, urlsplit

from tests.servers import free_port

Fate = Literal["pass", "lose-answer", "lose-answer-429", "cut-answer", "refuse", "too-fast"]
"""pass it on; pass it on and answer 503, 429, or only half of what should be answered (it took effect!); answer 503 at
once; answer 429 at once."""
_HOP_BY_HOP = frozenset({"connection", "keep-alive", "transfer-encoding", "content-length", "host"})


@dataclass(frozen=True)
class StorageRequest:
    """`writes` is whether it is a PUT or POST; `name` the object's, as far as it is in the URL or a multipart body."""

    method: str
    name: str

    @property
    def writes(self) -> bool:
        return self.method in ("POST", "PUT")


@dataclass
class StorageProxy:
    """`fate` decides on each request; `delay_seconds` is added to each; `counts` has requests by method; bytes are
    those of bodies, as the storage sends and receives them."""

    url: str
    delay_seconds: float = 0.0
    fate: Callable[[StorageRequest], Fate] = lambda _: "pass"
    counts: Counter[str] = field(default_factory=Counter)
    names: list[tuple[str, str]] = field(default_factory=list)
    bytes_sent: int = 0
    bytes_received: int = 0

    def reset(self) -> None:
        self.counts.clear()
        self.names.clear()
        self.bytes_sent = self.bytes_received = 0


class OneWriteASecond:
    """A fate that refuses a write to an object within a second of the one before, as Cloud Storage does in time."""

    def __init__(self) -> None:
        self._last: dict[str, float] = {}
        self._lock = threading.Lock()
        self.refused = 0

    def __call__(self, request: StorageRequest) -> Fate:
        if not request.writes:
            return "pass"
        now = time.monotonic()
        with self._lock:
            if now - self._last.get(request.name, -1.0) < 1.0:
                self.refused += 1
                return "too-fast"
            self._last[request.name] = now
        return "pass"


class SomeFail:
    """A fate that befalls a share of the requests that `strikes` picks: one of `fates` each time."""

    def __init__(
        self,
        share: float,
        fates: Sequence[Fate],
        chance: random.Random,
        strikes: Callable[[StorageRequest], bool] = lambda request: request.writes,
    ) -> None:
        self._share = share
        self._fates = fates
        self._chance = chance
        self._strikes = strikes
        self.counts: Counter[Fate] = Counter()

    def __call__(self, request: StorageRequest) -> Fate:
        if not self._strikes(request) or self._chance.random() >= self._share:
            return "pass"
        fate = self._chance.choice(self._fates)
        self.counts[fate] += 1
        return fate


@contextmanager
def storage_proxy(upstream: str) -> Iterator[StorageProxy]:
    """Runs in threads of this process for the length of a `with` block."""
    port = free_port()
    proxy = StorageProxy(f"http://127.0.0.1:{port}")
    host = urlsplit(upstream).netloc
    lock = threading.Lock()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def log_message(self, *_: object) -> None:
            return

        def handle_any(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length") or 0))
            asked = StorageRequest(self.command, _object_name(self.path, body))
            with lock:
                proxy.counts[self.command] += 1
                proxy.names.append((self.command, asked.name))
                proxy.bytes_received += len(body)
                fate = proxy.fate(asked)
            time.sleep(proxy.delay_seconds)
            if fate in ("refuse", "too-fast"):
                self._answer(503 if fate == "refuse" else 429, [], b"{}")
                return
            status, headers, content = self._forward(body)
            with lock:
                proxy.bytes_sent += len(content)
            if fate in ("lose-answer", "lose-answer-429"):
                status, headers, content = 503 if fate == "lose-answer" else 429, [], b"{}"
            self._answer(status, headers, content, cut=fate == "cut-answer")

        do_GET = do_POST = do_PUT = do_DELETE = do_HEAD = handle_any  # noqa: N815 - http.server's names

        def _forward(self, body: bytes) -> tuple[int, list[tuple[str, str]], bytes]:
            connection = http.client.HTTPConnection(host, timeout=20)
            try:
                headers = {name: value for name, value in self.headers.items() if name.lower() not in _HOP_BY_HOP}
                connection.request(self.command, self.path, body or None, {**headers, "Host": host})
                response = connection.getresponse()
                content = response.read()
                kept = [(name, value) for name, value in response.getheaders() if name.lower() not in _HOP_BY_HOP]
                return response.status, kept, content
            finally:
                connection.close()

        def _answer(self, status: int, headers: list[tuple[str, str]], content: bytes, *, cut: bool = False) -> None:
            self.send_response_only(status)
            for name, value in headers:
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(content[: len(content) // 2] if cut else content)
            self.close_connection |= cut

    server = _Server(("127.0.0.1", port), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield proxy
    finally:
        server.shutdown()
        server.server_close()
        thread.join(timeout=5)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128  # the default of 5 resets some of 16 connections that a busy machine takes late


def _object_name(path: str, body: bytes) -> str:
    parts = urlsplit(path)
    if "/o/" in parts.path:
        return unquote(parts.path.partition("/o/")[2])
    in_query = parse_qs(parts.query).get("name")
    if in_query:
        return in_query[0]
    marker = b'"name": "'
    start = body.find(marker, 0, 2000)
    return "" if start < 0 else body[start + len(marker) : body.find(b'"', start + len(marker))].decode()
