"""In a cluster the agent reaches the edge and the bucket only through the egress proxy that its environment names."""

import socket
import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import httpx
import pytest

from common.errors import StoryDreamError
from session_pod.agent.edge_client import EdgeClient
from session_pod.agent.model import Model
from tests.session_pod.agent.harness import until


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """The first lines that a proxy was sent, which refuses everything."""
    lines: list[str] = []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def refuse() -> None:
            with suppress(OSError):
                while True:
                    connection, _ = server.accept()
                    with connection:
                        lines.append(connection.recv(4096).decode().partition("\r\n")[0])
                        connection.sendall(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n")

        thread = threading.Thread(target=refuse)
        thread.start()
        for name in ("HTTPS_PROXY", "HTTP_PROXY"):
            monkeypatch.setenv(name, f"http://127.0.0.1:{server.getsockname()[1]}")
        monkeypatch.setenv("NO_PROXY", "localhost,127.0.0.1")
        yield lines
        server.shutdown(socket.SHUT_RDWR)
        thread.join()


@pytest.fixture
def edge() -> Iterator[EdgeClient]:
    client = EdgeClient("https://gateway.test", "token", 1, httpx.create_ssl_context())
    yield client
    client.close()


def test_requests_to_the_edge(asked: list[str], edge: EdgeClient) -> None:
    with pytest.raises(StoryDreamError):
        edge.put_message("0123456789abcdef", {})
    assert asked == ["CONNECT gateway.test:443 HTTP/1.1"]


def test_packs(asked: list[str], edge: EdgeClient, tmp_path: Path) -> None:
    with pytest.raises(StoryDreamError):
        edge.download_packs(["pack-1.pack"], tmp_path)
    assert set(asked) == {"CONNECT gateway.test:443 HTTP/1.1"}


def test_the_rescue_url(asked: list[str], edge: EdgeClient) -> None:
    with pytest.raises(StoryDreamError):
        edge.put_rescue_url("https://storage.test/rescue", b"", 0.1)
    until("the proxy to have read it", lambda: asked)
    assert asked[0] == "CONNECT storage.test:443 HTTP/1.1"


def test_the_model(asked: list[str]) -> None:
    tls = httpx.create_ssl_context()
    model = Model("https://gateway.test/m", lambda: "token", "claude", max_tokens=10, silence_seconds=5, tls=tls)
    with pytest.raises(StoryDreamError):
        model.ask("", [{"role": "user", "content": "hello"}], [], lambda _: None, threading.Event())
    assert asked == ["CONNECT gateway.test:443 HTTP/1.1"]
