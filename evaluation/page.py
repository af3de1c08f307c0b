"""The preview as a person sees it: its page framed by an app, in Chromium, at the video's own size."""

import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from typing import Final

from PIL import Image
from playwright.sync_api import Browser, Frame, Page, sync_playwright

FLAGS: Final = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--hide-scrollbars",
]
WAIT_MS: Final = 60_000

_APP: Final = b"""<!doctype html><title>app</title><style>html,body{margin:0;height:100%;overflow:hidden}
iframe{width:100%;height:100%;border:0;display:block}</style><body></body><script>
window.heard = { ok: false, frame: -1, error: null };
addEventListener('message', ({ data }) => {
  if (data.source !== 'storydream-preview') return;
  if (data.type === 'ok') heard.ok = true;
  if (data.type === 'frame') heard.frame = data.frame;
  if (data.type === 'error') heard.error = data.message;
});
window.openPreview = (url) => {
  const frame = document.createElement('iframe');
  frame.setAttribute('sandbox', 'allow-scripts allow-same-origin');
  frame.src = url;
  document.body.replaceChildren(frame);
};
window.seek = (frame) => document.querySelector('iframe').contentWindow.postMessage(
  { source: 'storydream-app', v: 1, type: 'seek', frame }, '*');
</script>"""
_SETTLED: Final = """async () => {
  await document.fonts.ready;
  await Promise.all([...document.images].map((image) => image.decode().catch(() => undefined)));
  await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
}"""


class PreviewBroken(Exception):
    """The preview shows an error; the message is the page's."""


class PreviewPage:
    """One open preview."""

    def __init__(self, page: Page) -> None:
        self._page = page

    def picture(self, frame: int) -> Image.Image:
        self._seek(frame)
        return Image.open(BytesIO(self._page.screenshot())).convert("RGB")

    def text(self, frame: int) -> str:
        """All that can be read at a frame, in the document's order, white space folded."""
        return " ".join(str(self._seek(frame).locator("#stage").inner_text()).split())

    def _seek(self, frame: int) -> Frame:
        page = self._page
        page.evaluate("frame => seek(frame)", frame)
        page.wait_for_function("frame => heard.frame === frame || heard.error", arg=frame, timeout=WAIT_MS)
        if page.evaluate("heard.error"):
            raise PreviewBroken(str(page.evaluate("heard.error")))
        inner = page.frames[-1]
        inner.evaluate(_SETTLED)
        return inner


class Watcher:
    """A browser with an app's page; `origin` is what previews are told that may frame them."""

    def __init__(self, browser: Browser, origin: str) -> None:
        self._browser = browser
        self.origin = origin

    @contextmanager
    def watching(self, url: str, width: int, height: int) -> Iterator[PreviewPage]:
        """Raises PreviewBroken."""
        context = self._browser.new_context(viewport={"width": width, "height": height})
        try:
            page = context.new_page()
            page.goto(self.origin)
            page.evaluate("url => openPreview(url)", url)
            page.wait_for_function("heard.ok || heard.error", timeout=WAIT_MS)
            if page.evaluate("heard.error"):
                raise PreviewBroken(str(page.evaluate("heard.error")))
            yield PreviewPage(page)
        finally:
            context.close()


class _App(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(_APP)))
        self.end_headers()
        self.wfile.write(_APP)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
        """Silent."""


@contextmanager
def app_page(port: int) -> Iterator[str]:
    """The app's page; → its origin."""
    with ThreadingHTTPServer(("127.0.0.1", port), _App) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield f"http://localhost:{port}"
        finally:
            server.shutdown()
            thread.join()


def browser_path() -> str | None:
    """The headless shell where it is installed: it takes a third of Chromium's CPU."""
    return shutil.which("chromium-headless-shell") or shutil.which("chromium")


@contextmanager
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path(), args=FLAGS)
        try:
            yield browser
        finally:
            browser.close()
