"""HTTP/1.1 for the fake: a thread a connection, kept alive, with no more parsing than the API's clients need.

Not http.server: its header parsing alone took a third of the time of a request here.
"""

import contextlib
import socket
import threading
from collections.abc import Iterator
from http import HTTPStatus
from io import BufferedReader
from urllib.parse import unquote, urlsplit

from tests.pool_manager.kube.faults import Faults
from tests.pool_manager.kube.frontend import Answer, Frontend, Request, parse_query


class KubeServer:
    """Listens on 127.0.0.1 from its making until `close`."""

    def __init__(self, frontend: Frontend, faults: Faults, port: int) -> None:
        self.port = port
        self._frontend = frontend
        self._faults = faults
        self._closing = False
        self._connections: set[socket.socket] = set()
        self._lock = threading.Lock()
        self._listener = socket.create_server(("127.0.0.1", port), backlog=512)
        self._thread = threading.Thread(target=self._accept, name="kube-accept", daemon=True)
        self._thread.start()

    def close(self) -> None:
        self._closing = True
        self._faults.drop_watches()
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join(5)
        self.cut_connections()

    def cut_connections(self) -> None:
        """All that are open, whatever they wait for."""
        with self._lock:
            connections = list(self._connections)
        for connection in connections:
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)

    def _accept(self) -> None:
        while not self._closing:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            with self._lock:
                self._connections.add(connection)
            threading.Thread(target=self._serve, args=(connection,), name="kube-client", daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        try:
            with connection, connection.makefile("rb") as reader:
                while not self._closing:
                    request = _read(reader)
                    if request is None or self._faults.away:
                        return
                    answer = self._frontend.answer(request)
                    if answer.cut or self._faults.away:
                        return
                    self._send(connection, answer)
        except OSError:
            return  # the client is gone
        finally:
            with self._lock:
                self._connections.discard(connection)

    def _send(self, connection: socket.socket, answer: Answer) -> None:
        phrase = HTTPStatus(answer.status).phrase
        lines = [f"HTTP/1.1 {answer.status} {phrase}", f"Content-Type: {answer.content_type}"]
        lines += [f"{name}: {value}" for name, value in answer.headers.items()]
        lines.append("Transfer-Encoding: chunked" if answer.stream else f"Content-Length: {len(answer.body)}")
        head = ("\r\n".join(lines) + "\r\n\r\n").encode()
        if answer.stream is None:
            connection.sendall(head + answer.body)
            return
        connection.sendall(head)
        for piece in self._while_here(answer.stream, connection):
            connection.sendall(b"%x\r\n%s\r\n" % (len(piece), piece))
        connection.sendall(b"0\r\n\r\n")

    def _while_here(self, stream: Iterator[bytes], connection: socket.socket) -> Iterator[bytes]:
        for piece in stream:
            if self._closing or self._faults.away:
                raise ConnectionAbortedError
            if piece:
                yield piece
            else:
                _raise_if_gone(connection)


def _read(reader: BufferedReader) -> Request | None:
    """None when the client has closed."""
    line = reader.readline(65536)
    if not line.strip():
        return None
    method, target, _ = line.decode("latin-1").split(" ", 2)
    headers: dict[str, str] = {}
    while (line := reader.readline(65536)) not in (b"\r\n", b"\n", b""):
        name, _, value = line.decode("latin-1").partition(":")
        headers[name.strip().lower()] = value.strip()
    body = reader.read(int(headers.get("content-length") or 0))
    parts = urlsplit(target)
    return Request(method, unquote(parts.path), parse_query(parts.query), headers, body)


def _raise_if_gone(connection: socket.socket) -> None:
    with contextlib.suppress(BlockingIOError):
        if not connection.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT):
            raise ConnectionAbortedError
