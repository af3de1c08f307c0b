"""The preview in a browser: hostile pages around it, hostile code in it. How tickets, hosts and files are guarded is
shown in tests/session_pod/test_preview_access.py; here is what only another page or another session could try."""

import base64
import socket
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.redteam.victim import PREVIEW_EPOCH, Victim
from tests.session_pod.framed import App
from tests.session_pod.pod import SESSION, SHA, Pod, app_page, wait_for


@pytest.fixture
def pod(victim: Victim) -> Pod:
    victim.pod.control("POST", "/head", {"sha": SHA})
    return victim.pod


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    page = browser.new_page(viewport={"width": 960, "height": 600})
    yield page
    page.close()


def _upgrade(pod: Pod, cookie: str, path: str = "/", **headers: str) -> int:
    """The status of a WebSocket handshake with this cookie."""
    lines = [
        f"GET {path} HTTP/1.1",
        f"Host: {SESSION}.localhost:{pod.preview_port}",
        "Connection: Upgrade",
        "Upgrade: websocket",
        "Sec-WebSocket-Version: 13",
        f"Sec-WebSocket-Key: {base64.b64encode(bytes(16)).decode()}",
        f"Cookie: __Host-storydream-preview={cookie}",
        *(f"{name.replace('_', '-')}: {value}" for name, value in headers.items()),
    ]
    with socket.create_connection(("127.0.0.1", pod.preview_port), timeout=40) as connection:
        connection.sendall("\r\n".join([*lines, "", ""]).encode())
        answer = connection.recv(100)
    return int(answer.split()[1]) if answer else 0


@pytest.mark.parametrize("origin", ["https://evil.example", "null", f"http://{'f' * 32}.localhost"])
def test_another_page_cannot_open_the_update_channel_with_the_users_cookie(pod: Pod, origin: str) -> None:
    """Browsers send the cookie along; the origin can't be forged by a page."""
    cookie = pod.cookie(epoch=PREVIEW_EPOCH)
    for path in ("/", "/?token=guessed"):
        assert _upgrade(pod, cookie, path, Origin=origin, Sec_WebSocket_Protocol="vite-hmr") != 101
    assert _upgrade(pod, cookie, Sec_WebSocket_Protocol="vite-hmr") == 101


@pytest.mark.parametrize("path", ["/?next=//evil.example&ticket={}", "//evil.example/?ticket={}", "/?ticket={}#//evil"])
def test_a_ticket_leads_nowhere_but_to_its_own_preview(pod: Pod, path: str) -> None:
    answer = pod.get(path.format(pod.ticket(epoch=PREVIEW_EPOCH)))
    assert answer.status_code in (302, 403)
    assert answer.headers.get("location", "/") == "/"


def test_a_page_of_another_origin_can_neither_frame_nor_read_the_preview(pod: Pod, page: Page) -> None:
    with app_page() as evil:
        assert evil != pod.app_origin
        page.goto(evil)
        page.evaluate("url => open_preview(url)", f"{pod.preview_url}?ticket={pod.ticket(epoch=PREVIEW_EPOCH)}")
        wait_for(lambda: page.evaluate("1") and page.frames[1].url.startswith("chrome-error:"), "the refusal", 30)
        told = page.evaluate(
            """async (url) => {
              const ask = (path) => fetch(url + path, { credentials: 'include' });
              const results = await Promise.allSettled([ask(''), ask('assets.json')]);
              const script = await new Promise((done) => {
                const tag = document.createElement('script');
                tag.src = url + '@vite/client';
                tag.onload = () => done('loaded');
                tag.onerror = () => done('refused');
                document.head.append(tag);
              });
              return [...results.map((result) => result.status), script, heard.length];
            }""",
            pod.preview_url,
        )
        assert told == ["rejected", "rejected", "refused", 0]


def test_only_the_app_steers_the_page_and_code_in_it_reads_nothing_of_the_app(pod: Pod, page: Page) -> None:
    page.goto(pod.app_origin)
    app = App(page, pod)
    app.open(f"{pod.preview_url}?ticket={pod.ticket(epoch=PREVIEW_EPOCH)}")
    app.hear("ok", sha=SHA, seconds=30)
    frame = page.frames[1]
    app.tell(type="seek", frame=5)
    app.hear("frame", frame=5)  # nothing of the start is told after it
    app.skip()
    frame.evaluate("window.postMessage({ source: 'storydream-app', v: 1, type: 'seek', frame: 77 }, '*')")
    frame.evaluate(
        """() => new Promise((done) => {
          const inner = document.createElement('iframe');
          const command = "{source:'storydream-app',v:1,type:'seek',frame:78}";
          inner.srcdoc = `<script>parent.postMessage(${command},'*')<\\/script>`;
          inner.onload = done;
          document.body.append(inner);
        })"""
    )
    app.tell(type="seek", frame=33)
    assert app.hear("frame", seconds=30)["frame"] == 33, "the first that moved it"
    tries = {
        "parent.document": "parent.document.title",
        "parent.heard": "parent.heard.length",
        "top.location": "top.location.href",
        "localStorage of the app": "parent.localStorage.length",
        "leaving": "(top.location = 'http://evil.example/', 'LEFT')",
    }
    for what, code in tries.items():
        seen = frame.evaluate(f"(() => {{ try {{ return String({code}) }} catch (error) {{ return error.name }} }})()")
        assert seen == "SecurityError", what
    assert page.url.startswith(pod.app_origin)
    app_reached = frame.evaluate(
        "url => fetch(url).then((answer) => answer.text()).then(() => 'REACHED', () => 'refused')", pod.app_origin
    )
    assert app_reached == "refused"
    assert frame.evaluate("window.open('about:blank') === null"), "no windows of its own"
