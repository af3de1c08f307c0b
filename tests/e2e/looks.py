"""What a page looks like to everybody: judged by axe wherever a journey stops to look, and pictured for docs/ui."""

import base64
import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any, Final

from playwright.sync_api import Page, ViewportSize

_ROOT: Final = Path(__file__).parents[2]
_AXE: Final = _ROOT / "frontend/node_modules/axe-core/axe.min.js"
_GALLERY: Final = os.environ.get("STORYDREAM_GALLERY")
"""Where `make gallery` wants the pictures; without it none are taken."""
_PHONE: Final = ViewportSize(width=390, height=844)
_PHONE_WIDTH_MAX: Final = 600

_SETTLED: Final = """() => Promise.race([
  new Promise((done) => setTimeout(done, 1500)),
  Promise.allSettled(document.getAnimations()
    .filter((one) => one.effect?.getTiming().iterations !== Infinity).map((one) => one.finished)),
])"""
_JUDGE: Final = """() => axe.run(document, {iframes: false, resultTypes: ['violations']}).then((found) =>
  found.violations
    .filter(({impact}) => impact === 'serious' || impact === 'critical')
    .map(({id, help, nodes}) => ({id, help, nodes: nodes.slice(0, 5).map(
      ({html, failureSummary}) => `${html.slice(0, 300)}: ${failureSummary}`)})))"""


_NOTE: Final = """([css, text]) => {
  const noted = (window.noted ??= new Set());
  const look = () => {
    if ([...document.querySelectorAll(css)].some((one) => one.textContent.includes(text))) noted.add(text);
  };
  new MutationObserver(look).observe(document, {subtree: true, childList: true, characterData: true});
}"""


def note(page: Page, css: str, text: str) -> None:
    """From now on the page itself notes when such an element says this: what is shown for a moment only may be over
    before anybody asks. See `noted`."""
    page.evaluate(_NOTE, [css, text])


def noted(page: Page, text: str) -> None:
    """Waits until this has been said since it was to be noted."""
    page.wait_for_function("(text) => window.noted.has(text)", arg=text)


def look(page: Page, name: str) -> None:
    """Judge the page as it is; `name` (lower case, hyphens) is its picture's. A page as narrow as a phone is pictured
    as it is, in both themes; any other on a desk in both, and on a phone. Raises AssertionError with what axe found
    serious or critical."""
    judge(page, name)
    if _GALLERY:
        _picture(page, Path(_GALLERY), name)


def judge(page: Page, name: str) -> None:
    """Only axe's judgement of the page as it is. What it finds in the midst of a change, as of a colour that fades, it
    doesn't find again and again: a page that is starting may change several times."""
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(_axe())
    for _ in range(4):
        page.evaluate(_SETTLED)
        found: list[dict[str, Any]] = page.evaluate(_JUDGE)
        if not found:
            break
    assert not found, f"{name}: " + "\n".join(
        f"{one['id']} ({one['help']})\n  " + "\n  ".join(one["nodes"]) for one in found
    )


@cache
def _axe() -> str:
    return _AXE.read_text()


def _picture(page: Page, folder: Path, name: str) -> None:
    size = page.viewport_size
    assert size is not None
    narrow = size["width"] <= _PHONE_WIDTH_MAX
    for theme in ("dark", "light"):
        with _theme(page, theme):
            _shoot(page, folder / f"{name}-{theme}.webp")
    if not narrow:
        page.set_viewport_size(_PHONE)
        with _theme(page, "dark"):
            _shoot(page, folder / f"{name}-phone.webp")
        page.set_viewport_size(size)


@contextmanager
def _theme(page: Page, theme: str) -> Iterator[None]:
    """The theme for a moment, as the page itself sets it (public/theme.js)."""
    before = page.evaluate(
        "(theme) => { const {dataset} = document.documentElement; const before = dataset.theme;"
        " dataset.theme = theme; return before; }",
        theme,
    )
    yield
    page.evaluate("(theme) => { document.documentElement.dataset.theme = theme; }", before)


def _shoot(page: Page, file: Path) -> None:
    page.evaluate(_SETTLED)
    page.wait_for_timeout(300)  # for what changes its layout by script; nothing is judged by it
    devtools = page.context.new_cdp_session(page)  # Playwright's own pictures can't be WebP, half the size
    shot = devtools.send("Page.captureScreenshot", {"format": "webp", "quality": 70})
    devtools.detach()
    file.write_bytes(base64.b64decode(shot["data"]))
