"""The chat in a real Chromium on the built front end, with a project of 1,000 messages: what a key costs, how it
scrolls, how soon a message is in another browser, and what 50 turns leave in memory."""

import shutil
import tempfile
from pathlib import Path
from typing import Any, Final

from playwright.sync_api import Browser, Page, expect, sync_playwright

from benchmarks.report import Row, percentile
from tests.conftest import CHROMIUM_FLAGS
from tests.e2e.client import Person
from tests.e2e.conversation import seed_conversation, sign_in
from tests.e2e.model import ScriptedModel
from tests.e2e.stack import Stack

TURNS_SEEDED: Final = 500  # a request and an answer each
KEYS: Final = 200
MESSAGES: Final = 25
TURNS: Final = 50
WARM_UP: Final = 5
KEY_MS: Final = 16
LIVE_MS: Final = 500
HEAP_KB: Final = 2_048
"""What the heap of one and the same page differs by when nothing is done in between is below 1 MB; 100 messages kept
are 100 to 200 KB."""
WAIT_MS: Final = 90_000  # for what a busy machine has to do before the next figure is taken
TYPED: Final = "The quick brown fox jumps over the lazy dog, and then the sun rises slowly. "

_COUNT_KEYS: Final = """() => {
  const keys = (window.__keys = { work: [], paint: [] });
  let began = 0;
  addEventListener('keydown', () => { began = performance.now(); }, true);
  addEventListener('input', () => queueMicrotask(() => {
    document.body.getBoundingClientRect();
    keys.work.push(performance.now() - began);
    const from = began;
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => keys.paint.push(performance.now() - from);
      port2.postMessage(null);
    });
  }));
}"""
_SCROLL: Final = """(frames) => new Promise((done) => {
  const log = document.querySelector('[role=log]');
  const took = [];
  let last = performance.now();
  const step = (now) => {
    took.push(now - last);
    last = now;
    log.scrollTop -= 120;
    if (took.length <= frames) requestAnimationFrame(step);
    else done(took.slice(1));
  };
  requestAnimationFrame(step);
})"""
_WAIT_FOR: Final = """(text) => new Promise((done) => {
  const look = () => document.body.innerText.includes(text) && (watch.disconnect(), done(Date.now()));
  const watch = new MutationObserver(look);
  watch.observe(document.body, { subtree: true, childList: true, characterData: true });
  look();
})"""
_SAY: Final = """(text) => {
  const field = document.querySelector('[data-composer]');
  const set = Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, 'value').set;
  set.call(field, text);
  field.dispatchEvent(new Event('input', { bubbles: true }));
  return new Promise((done) => requestAnimationFrame(() => {
    const at = Date.now();
    field.form.requestSubmit();
    done(at);
  }));
}"""


def run() -> list[Row]:
    """Keys, frames, live messages and memory, in one browser of one machine."""
    with (
        tempfile.TemporaryDirectory(prefix="bench-chat-") as folder,
        ScriptedModel() as model,
        sync_playwright() as playwright,
    ):
        stack = Stack(Path(folder) / "data", ANTHROPIC_API_KEY="test-key", ANTHROPIC_BASE_URL=model.url)
        stack.start()
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=CHROMIUM_FLAGS)
        try:
            with Person(stack.url) as person:
                return measure(browser, stack.url, person)
        finally:
            browser.close()
            stack.stop()


def measure(browser: Browser, url: str, person: Person) -> list[Row]:
    """On a running product; `person` makes two projects there."""
    empty, long = person.create_project(), person.create_project()
    seed_conversation(person, long, TURNS_SEEDED)
    page = _open(browser, url, person, empty)
    work_empty, _ = _type(page)
    page.context.close()

    page = _open(browser, url, person, long)
    _read_all(page)
    work, paint = _type(page)
    frames = _scroll(page)
    page.get_by_role("button", name="To the newest").click()
    other = _open(browser, url, person, long)
    live = [_send(page, other, f"Live message {number}.") for number in range(MESSAGES)]
    other.context.close()
    heap = _heap_growth(page, person, long)
    page.context.close()
    return [
        Row("a key, 1,000 messages: script and layout p50", "ms", percentile(work, 50), percentile(work_empty, 50)),
        Row(
            "a key, 1,000 messages: script and layout p95",
            "ms",
            percentile(work, 95),
            percentile(work_empty, 95),
            KEY_MS,
        ),
        Row("a key, 1,000 messages: until it is painted p95", "ms", percentile(paint, 95)),
        Row("a frame while 1,000 messages scroll p50", "ms", percentile(frames, 50)),
        Row("a frame while 1,000 messages scroll p95", "ms", percentile(frames, 95)),
        Row("a message from one browser to another p50", "ms", percentile(live, 50)),
        Row("a message from one browser to another p95", "ms", percentile(live, 95), target=LIVE_MS),
        Row(f"JavaScript heap after {TURNS} more turns", "KB", heap, target=HEAP_KB),
    ]


def _open(browser: Browser, url: str, person: Person, project_id: str) -> Page:
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    context.set_default_timeout(WAIT_MS)
    context.add_init_script("try { localStorage.setItem('storydream.tour', 'seen') } catch {}")
    page = context.new_page()
    sign_in(page, url, person)
    page.goto(f"{url}/projects/{project_id}")
    expect(page.get_by_role("textbox", name="Message")).to_be_visible(timeout=WAIT_MS)
    expect(page.frame_locator("iframe").locator("body")).to_be_attached(timeout=WAIT_MS)
    return page


def _read_all(page: Page) -> None:
    """Up to the first message and back, so that all 1,000 are in the page's memory."""
    log = page.get_by_role("log", name="Conversation")
    expect(log.get_by_text(f"Request {TURNS_SEEDED}", exact=True)).to_be_visible(timeout=WAIT_MS)
    log.focus()
    first = log.get_by_text("Request 1", exact=True)
    while first.count() == 0:
        page.keyboard.press("Home")
        page.wait_for_timeout(100)
    page.get_by_role("button", name="To the newest").click()
    expect(log.get_by_text(f"Request {TURNS_SEEDED}", exact=True)).to_be_visible(timeout=WAIT_MS)


def _type(page: Page) -> tuple[list[float], list[float]]:
    """Per key in ms: script and layout; and until it is on the screen."""
    page.evaluate(_COUNT_KEYS)
    field = page.get_by_role("textbox", name="Message")
    field.focus()
    text = (TYPED * (KEYS // len(TYPED) + 1))[:KEYS]
    page.keyboard.type(text, delay=40)
    page.wait_for_function(f"() => window.__keys.paint.length >= {KEYS}")
    keys: dict[str, list[float]] = page.evaluate("() => window.__keys")
    field.fill("")
    return keys["work"][WARM_UP:KEYS], keys["paint"][WARM_UP:KEYS]


def _scroll(page: Page) -> list[float]:
    frames: list[float] = page.evaluate(_SCROLL, 300)
    return frames


def _send(page: Page, other: Page, text: str) -> float:
    """ms from the click to its words in the other browser; the turn ends before the next."""
    seen = other.evaluate_handle(f"(text) => {{ window.__seen = ({_WAIT_FOR})(text); }}", text)
    sent: int = page.evaluate(_SAY, text)
    at: Any = other.evaluate("() => window.__seen")
    seen.dispose()
    _turn_is_over(page)
    return float(at - sent)


def _turn_is_over(page: Page) -> None:
    stop = page.get_by_role("button", name="Stop", exact=False)
    expect(page.get_by_role("article", name="StoryDream").last.get_by_text("Done.")).to_be_visible(timeout=WAIT_MS)
    expect(stop).to_have_count(0, timeout=WAIT_MS)


def _heap_growth(page: Page, person: Person, project_id: str) -> float:
    """KB that the page's heap holds more after so many turns, each time after a collection."""
    session = page.context.new_cdp_session(page)
    for number in range(WARM_UP):
        person.turn(project_id, f"Warm up {number}")
    before = _heap(session)
    for number in range(TURNS):
        person.turn(project_id, f"Turn {number}")
    expect(page.get_by_text(f"Turn {TURNS - 1}", exact=True)).to_be_visible(timeout=WAIT_MS)
    _turn_is_over(page)
    return (_heap(session) - before) / 1024


def _heap(session: Any) -> float:
    for _ in range(3):
        session.send("HeapProfiler.collectGarbage")
    return float(session.send("Runtime.getHeapUsage")["usedSize"])
