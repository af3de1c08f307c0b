"""Who gets through the gateway, hole by hole. Each refusal is told by its status and by nothing having been heard
behind."""

import contextlib
import socket
import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor

import pytest

from common.models import SessionState
from tests.gateway.conftest import World, host
from tests.gateway.gateway import APP, DOMAIN

UPGRADE = [
    ("Connection", "Upgrade"),
    ("Upgrade", "websocket"),
    ("Sec-WebSocket-Version", "13"),
    ("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="),
]


@pytest.fixture(scope="module", autouse=True)
def slow_client(shared_world: World) -> Iterator[Future[float]]:
    """One that sends half a request and falls silent, while the other tests run: after how many seconds it is cut
    off."""

    def cut_off() -> float:
        since = time.monotonic()
        with socket.create_connection(("127.0.0.1", shared_world.gateway.port), timeout=50) as connection:
            connection.sendall(b"GET / HTTP/1.1\r\nHost: ")
            with contextlib.suppress(ConnectionResetError):
                assert connection.recv(100) == b""
        return time.monotonic() - since

    with ThreadPoolExecutor(1) as beside:
        yield beside.submit(cut_off)


def test_a_session_s_requests_reach_its_pod_and_keep_their_host_and_path(world: World) -> None:
    session = world.session()
    name = f"{host(session)}:{world.gateway.port}"
    path = "/@fs/srv/pod/../a%2Fb//c?import&t=1%20"
    assert world.gateway.ask(name, path).text == "pod 127.77.0.1"
    (seen,) = world.pod.seen
    assert (seen.port, seen.path, seen.header("Host")) == (world.preview_port, path, name)


@pytest.mark.parametrize(
    "name",
    [
        "{id}.preview.localhost.",
        "{id}.preview.localhost.:80",
        "{ID}.preview.localhost",
        "{id}.Preview.Localhost",
        "{id}.preview.localhost:",
        "{id}.preview.localhost:80:80",
        "{id}.preview.localhost:8o",
        "{id}.preview.localhost@evil.example",
        "user@{id}.preview.localhost",
        "{id}.preview.localhost evil.example",
        "{id}.preview.localhost/evil",
        "{id}.preview.localhost#",
        "{id}.preview.localhost\x00",
        "{id}.preview.localhost,evil.example",
        "{id}..preview.localhost",
        ".{id}.preview.localhost",
        "{id}0.preview.localhost",
        "0{id}.preview.localhost",
        "a.{id}.preview.localhost",
        "{id}.evil.example",
        "{id}.preview.localhost.evil.example",
        "{id}.evilpreview.localhost",
        "{id}-preview.localhost",
        "xn--{id}.preview.localhost",
        "{id}.preview。localhost",
        "ａ{rest}.preview.localhost",
        "*.preview.localhost",
        "[{id}].preview.localhost",
        "{id}",
        "preview.localhost",
        "127.77.0.1",
        "",
    ],
)
def test_a_host_in_any_other_form_reaches_no_pod(world: World, name: str) -> None:
    session = world.session()
    known = session.session_id
    sent = name.format(id=known, ID=known.upper(), rest=known[1:])
    request = b"GET / HTTP/1.1\r\nHost: " + sent.encode() + b"\r\nConnection: close\r\n\r\n"
    assert _statuses(_exchange(world, request)) in ([400], [404])
    assert world.heard() == 0


def test_a_request_that_names_two_hosts_reaches_no_pod(world: World) -> None:
    known, other = host(world.session()), host(world.session("127.77.0.2"))
    for request in (
        f"GET / HTTP/1.1\r\nHost: {known}\r\nHost: {other}\r\nConnection: close\r\n\r\n",
        f"GET / HTTP/1.1\r\nHost: {known}\r\nHost: {known}\r\nConnection: close\r\n\r\n",
        f"GET http://{other}/ HTTP/1.1\r\nHost: {known}\r\nConnection: close\r\n\r\n",
        f"GET http://{known}/ HTTP/1.1\r\nHost: {known}\r\nConnection: close\r\n\r\n",
        f"GET http://{known}/ HTTP/1.1\r\nConnection: close\r\n\r\n",
        f"GET http://169.254.169.254/ HTTP/1.1\r\nHost: {known}\r\nConnection: close\r\n\r\n",
        f"GET / HTTP/1.1\r\nHost: {known}\r\n {other}\r\nConnection: close\r\n\r\n",
        f"GET / HTTP/1.1\r\nHost : {known}\r\nConnection: close\r\n\r\n",
        f"CONNECT {known}:80 HTTP/1.1\r\nHost: {known}\r\nConnection: close\r\n\r\n",
        "GET / HTTP/1.1\r\nConnection: close\r\n\r\n",
        "GET / HTTP/1.0\r\n\r\n",
    ):
        (status,) = _statuses(_exchange(world, request.encode()))
        assert status in (400, 404, 405), request
    assert world.heard() == 0


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "TRACE", "PROPFIND", "BREW", "get"])
def test_a_preview_can_only_be_looked_at(world: World, method: str) -> None:
    session = world.session()
    for path in ("/", "/__agent/events"):
        answer = world.ask(session, path, method=method)
        assert answer.status in (400, 405)
    assert world.heard() == 0


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS"])
def test_looking_is_allowed(world: World, method: str) -> None:
    assert world.ask(world.session(), method=method).status == 200
    assert world.pod.seen[0].method == method


@pytest.mark.parametrize(
    "framing",
    [
        "Content-Length: 5\r\n\r\n12345",
        "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n",
        "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
        "Transfer-Encoding: \x0bchunked\r\n\r\n0\r\n\r\n",
        "Transfer-Encoding : chunked\r\nContent-Length: 0\r\n\r\n0\r\n\r\n",
        "Content-Length: 0\r\nContent-Length: 40\r\n\r\n",
        "Content-Length: +0\r\n\r\n",
        "Content-Length: 00\r\n\r\n",
        "Content-Length: 1000000000\r\n\r\n",
    ],
)
def test_a_request_with_a_body_reaches_no_pod_nor_does_what_follows_it(world: World, framing: str) -> None:
    known = host(world.session())
    smuggled = f"GET /smuggled HTTP/1.1\r\nHost: {known}\r\nConnection: close\r\n\r\n"
    answers = _exchange(world, f"GET / HTTP/1.1\r\nHost: {known}\r\n{framing}{smuggled}".encode())
    assert _statuses(answers) in ([400], [413], [501])
    assert world.heard() == 0


@pytest.mark.parametrize(
    "path",
    [
        "/__agent",
        "/__agent/",
        "/__agent/activate",
        "/__agent/turns",
        "/__agent/head",
        "/__agent/stop",
        "/__agent/save",
        "/__agent/healthz",
        "/__agent/readyz",
        "/__agent/events/",
        "/__agent/events/../save",
        "/__agent/events/..%2fsave",
        "/__agent/events%2f..%2fsave",
        "/__agent/events?ticket=x",
        "/__agent/events#x",
        "/__agent/events;x",
        "/__agent/events%00",
        "/__agent/events%3f",
        "/__agent//events",
        "//__agent/events",
        "/x/../__agent/events",
        "/__agent/./events",
        "/__agent%2fevents",
        "/%5f%5fagent/events",
        "/%5f_agent/save",
        "/__AGENT/events",
        "/__agent\\events",
        "/\\__agent/save",
        "/__agent%5csave",
        "/x/..%2f__agent/save",
        "/.%2e/__agent/save",
    ],
)
def test_nothing_of_the_agent_but_its_events_can_be_reached(world: World, path: str) -> None:
    session = world.session()
    for headers in ([], [*UPGRADE, ("Origin", APP)]):
        status = world.ask(session, path, headers=headers).status
        assert status in (400, 404)
    assert world.heard() == 0


def test_events_need_a_websocket_from_the_app_itself(world: World) -> None:
    session = world.session()
    assert world.ask(session, "/__agent/events", headers=[("Origin", APP)]).status == 426
    for origin in (None, f"http://{host(session)}", "http://evil.example", f"{APP}.evil.example", f"{APP}/", "null"):
        headers = [*UPGRADE, *([("Origin", origin)] if origin else [])]
        answer = world.ask(session, "/__agent/events", headers=headers)
        assert answer.status == 403
        assert '"code":"forbidden"' in answer.text
    assert world.heard() == 0
    h2c = [("Connection", "Upgrade"), ("Upgrade", "h2c"), ("Origin", APP)]
    assert world.ask(session, "/__agent/events", headers=h2c).status == 426


def test_an_event_socket_reaches_the_agent_and_carries_both_ways(world: World) -> None:
    session = world.session()
    with _socket(world, session, "/__agent/events", [("Origin", APP), ("Cookie", "a=b")]) as connection:
        connection.sendall(b"\x81\x05hello")
        assert connection.recv(100) == b"\x81\x05hello"
    (seen,) = world.pod.seen
    assert (seen.port, seen.path, seen.header("Upgrade")) == (world.agent_port, "/events", "websocket")
    assert seen.header("Origin") == APP


def test_another_protocol_cannot_be_switched_to(world: World) -> None:
    session = world.session()
    for protocol in ("h2c", "h2c, websocket", "websocket2", "tls"):
        headers = [("Connection", "Upgrade, HTTP2-Settings"), ("Upgrade", protocol), ("HTTP2-Settings", "AAMAAABk")]
        assert world.ask(session, headers=headers).status == 200
    for seen in world.pod.seen:
        assert [seen.header(name) for name in ("Connection", "Upgrade", "HTTP2-Settings")] == [None, None, None]


@pytest.mark.parametrize(
    "address",
    [
        "169.254.169.254",
        "127.0.0.1",
        "127.88.0.1",
        "10.0.0.1",
        "0.0.0.0",  # noqa: S104 - an address that must not be connected to
        "127.78.0.0",
        "127.76.255.255",
        "127.77.0.1:6379",
        "127.77.0.256",
        "127.77.0.01",
        "0127.77.0.1",
        "0x7f.77.0.1",
        "127.77.1",
        "2135752705",
        "127.77.0.1 ",
        " 127.77.0.1",
        "127.77.0.1.",
        "127.77.0.1\n127.0.0.1",
        "127.77.0.1,127.0.0.1",
        "::1",
        "[::1]",
        "::ffff:127.77.0.1",
        "localhost",
        "metadata.google.internal",
        "unix:/tmp/sock",
        "127.77.0.1@127.0.0.1",
        "-1.77.0.1",
        "",
    ],
)
def test_a_poisoned_index_leads_to_nothing_but_pods(world: World, address: str) -> None:
    session = world.session(address)
    answer = world.ask(session)
    assert (answer.status, answer.headers["Retry-After"]) == (503, "5")
    events = world.ask(session, "/__agent/events", headers=[*UPGRADE, ("Origin", APP)])
    assert events.status == 503
    assert world.heard() == 0


def test_health_is_told_under_other_names_only(world: World) -> None:
    for name in ("10.1.2.3:8080", "gateway.storydream.svc", "localhost"):
        assert world.gateway.ask(name, "/healthz").status == 200
        assert world.gateway.ask(name, "/readyz").status == 200
        assert world.gateway.ask(name, "/").status == 404
        assert world.gateway.ask(name, "/__agent/events", headers=[*UPGRADE, ("Origin", APP)]).status == 404
    assert world.gateway.ask(f"healthz.{DOMAIN}", "/healthz").status == 404
    assert world.heard() == 0
    assert world.ask(world.session(), "/healthz").text == "pod 127.77.0.1"


def test_headers_too_large_are_refused(world: World) -> None:
    session = world.session()
    assert world.ask(session, "/" + "a" * 9000).status == 414
    assert world.ask(session, headers=[("X-Large", "a" * 9000)]).status == 400
    assert world.ask(session, headers=[(f"X-{number}", "a" * 4000) for number in range(12)]).status == 400
    assert world.heard() == 0


def test_one_session_cannot_take_all_connections(world: World) -> None:
    session, other = world.session(), world.session()
    with contextlib.ExitStack() as stack:
        for _ in range(256):
            stack.enter_context(_socket(world, session, "/", []))
        assert world.ask(session).status == 429
        assert world.ask(other).status == 200


def test_a_session_without_a_pod_is_not_ready(world: World) -> None:
    for state in (SessionState.CLAIMING, SessionState.QUEUED):
        answer = world.ask(world.session(None, state))
        assert (answer.status, answer.headers["Retry-After"]) == (503, "1")
    assert world.heard() == 0


def test_who_sends_a_request_too_slowly_is_cut_off(slow_client: Future[float]) -> None:
    assert slow_client.result() < 45  # nginx by itself waits for 60 s


def _exchange(world: World, request: bytes) -> bytes:
    """All that comes back until the gateway closes, or falls silent."""
    answers = b""
    with socket.create_connection(("127.0.0.1", world.gateway.port), timeout=30) as connection:
        connection.sendall(request)
        with contextlib.suppress(TimeoutError, ConnectionResetError):
            while data := connection.recv(65536):
                answers += data
    return answers


def _statuses(answers: bytes) -> list[int]:
    return [int(part[2:5]) for part in answers.split(b"HTTP/1.")[1:]]


@contextlib.contextmanager
def _socket(world: World, session: object, path: str, headers: list[tuple[str, str]]) -> Iterator[socket.socket]:
    """A WebSocket after its handshake."""
    lines = [f"GET {path} HTTP/1.1", f"Host: {host(session)}", *(f"{a}: {b}" for a, b in [*UPGRADE, *headers])]  # type: ignore[arg-type]
    with socket.create_connection(("127.0.0.1", world.gateway.port), timeout=30) as connection:
        connection.sendall("\r\n".join([*lines, "", ""]).encode())
        assert connection.recv(4096).startswith(b"HTTP/1.1 101")
        yield connection
