"""A real Vite and a real agent behind the gateway, in a real Chromium: the page of the app is on another site."""

import json
import signal
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import psutil
import pytest
from playwright.sync_api import Browser, Page

from common.models import SessionState
from common.session_store import SessionRecord, SessionStore, now_ms
from tests.gateway.gateway import DOMAIN, Gateway, running_gateway
from tests.servers import redis_server
from tests.session_pod.agent.harness import Harness, running_harness
from tests.session_pod.pod import SESSION, SHA, Pod, app_page, running_pod, wait_for

LISTEN = """url => { const socket = new WebSocket(url); window.socket = socket; window.events = [];
  socket.onmessage = (message) => events.push(JSON.parse(message.data).type);
  socket.onclose = (close) => events.push('closed ' + close.code); }"""


@dataclass
class Behind:
    """`pod` has the session SESSION, `agent` its own; both are at one address."""

    gateway: Gateway
    pod: Pod
    agent: Harness

    @property
    def preview_url(self) -> str:
        return f"http://{SESSION}.{DOMAIN}:{self.gateway.port}/"

    @property
    def events_url(self) -> str:
        return f"ws://{self.agent.claims.session_id}.{DOMAIN}:{self.gateway.port}/__agent/events"

    def ticket(self) -> str:
        claims = self.agent.claims
        return self.agent.keys.signers["edge"].mint_ticket(claims.session_id, claims.epoch, "alice", "owner")


@pytest.fixture(scope="module")
def behind(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Behind]:
    with ExitStack() as stack:
        url = stack.enter_context(redis_server())
        origin = stack.enter_context(app_page())
        folder = tmp_path_factory.mktemp("behind") / "pod"
        pod = stack.enter_context(running_pod(folder, origin, STORYDREAM_PREVIEW_DOMAIN=DOMAIN))
        agent = stack.enter_context(running_harness())
        assert agent.activate().status_code == 200
        store = SessionStore(url)
        for session_id in (SESSION, agent.claims.session_id):
            record = SessionRecord(session_id, f"project-{session_id}", "alice", 1, SessionState.READY, "", now_ms(), 0)
            assert store.record(SessionRecord(**{**vars(record), "pod_ip": "127.0.0.1"}))
        redis_port = urlsplit(url).port or 0
        settings: dict[str, Any] = {"GATEWAY_APP_ORIGIN": origin, "GATEWAY_POD_RANGES": "127.0.0.1/32"}
        ports = (redis_port, pod.preview_port, agent.settings.agent_port)
        gateway = stack.enter_context(running_gateway(*ports, **settings))
        yield Behind(gateway, pod, agent)


@pytest.fixture
def page(browser: Browser, behind: Behind) -> Iterator[Page]:
    """The app's page with the preview in a frame, playing."""
    behind.pod.arm(uidsRevoked=[])
    behind.pod.control("POST", "/head", {"sha": SHA})
    page = browser.new_page(viewport={"width": 960, "height": 600})
    page.goto(behind.pod.app_origin)
    page.evaluate("url => open_preview(url)", f"{behind.preview_url}?ticket={behind.pod.ticket()}")
    page.wait_for_function("heard.some((message) => message.type === 'ok')", timeout=20_000)
    yield page
    page.close()


def _picture(page: Page) -> str:
    return page.frames[1].locator("body").inner_text()


def _says(behind: Behind, page: Page, old: str, new: str) -> None:
    """An edit of the video shows in the page, which isn't loaded anew for it."""
    video = behind.pod.project / "src/MyVideo.tsx"
    source = video.read_text()
    assert old in source
    page.frames[1].evaluate("window.unchanged = true")
    video.write_text(source.replace(old, new))
    wait_for(lambda: new in _picture(page), f"{new} in the picture")
    assert page.frames[1].evaluate("window.unchanged") is True


def test_a_preview_plays_follows_edits_and_survives_a_reload_as_its_event_socket_does(
    behind: Behind, page: Page
) -> None:
    assert page.evaluate("heard.find((message) => message.type === 'ready').origin") == behind.preview_url.rstrip("/")
    page.evaluate("tell({ type: 'seek', frame: 60 }); tell({ type: 'play' })")
    page.wait_for_function("heard.some((message) => message.type === 'frame' && message.playing && message.frame > 60)")
    page.evaluate("tell({ type: 'pause' })")
    page.evaluate(LISTEN, behind.events_url)
    page.wait_for_function("socket.readyState === 1")
    page.evaluate("hello => socket.send(hello)", json.dumps({"v": 1, "type": "hello", "ticket": behind.ticket()}))
    page.wait_for_function("events.includes('snapshot')")
    _says(behind, page, "Every story starts somewhere", "Edited once")

    workers = set(psutil.Process(behind.gateway.process.pid).children())
    behind.gateway.signal(signal.SIGHUP)
    wait_for(lambda: set(psutil.Process(behind.gateway.process.pid).children()) - workers, "new workers")
    _says(behind, page, "Edited once", "Edited twice")
    page.evaluate("socket.send(JSON.stringify({ v: 1, type: 'ping' }))")
    page.wait_for_function("events.includes('pong')")
    assert not [event for event in page.evaluate("events") if event.startswith("closed")]


def test_a_page_s_code_is_compressed_to_a_quarter(page: Page) -> None:
    sizes = page.frames[1].evaluate(
        "performance.getEntriesByType('resource').map((one) => [one.encodedBodySize, one.decodedBodySize])"
    )
    sent, read = (sum(size[i] for size in sizes) for i in (0, 1))
    assert read > 1_000_000
    assert sent < read / 4


def test_the_preview_s_own_page_cannot_listen_to_events(behind: Behind, page: Page) -> None:
    frame = page.frames[1]
    frame.evaluate(LISTEN, behind.events_url.replace(behind.agent.claims.session_id, SESSION))
    frame.wait_for_function("events.includes('closed 1006')")


def test_an_ended_session_tells_the_app(behind: Behind, page: Page) -> None:
    page.evaluate("url => open_preview(url)", behind.preview_url.replace(SESSION, "f" * 32))
    page.wait_for_function("heard.some((message) => message.type === 'no-access' && message.reason === 'no-session')")
