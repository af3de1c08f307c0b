"""Pointing at something in the preview: what is under the pointer is outlined, a click tells the line that drew it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from tests.session_pod.framed import App
from tests.session_pod.pod import SHA, Pod

SCENE = """import { AbsoluteFill } from 'remotion';

const Word = (props: { children: string }) => <b {...props} />;

export const Opening = ({ title }: { title: string }) => (
  <AbsoluteFill style={{ backgroundColor: '#123456', color: 'white', fontSize: 120 }}>
    <h1 style={{ margin: 0, pointerEvents: 'none', position: 'absolute', left: 100, top: 100 }}>{title}</h1>
    <p style={{ position: 'absolute', left: 100, top: 500 }}>
      <Word>Leave early</Word>
    </p>
  </AbsoluteFill>
);
"""
VIDEO = """import { AbsoluteFill, Sequence } from 'remotion';
import { Opening } from './Opening';

export const MyVideo = () => (
  <AbsoluteFill>
    <Sequence name="Sunrise" from={0} durationInFrames={90}><Opening title="Slow Coast" /></Sequence>
    <Sequence name="Viaduct" from={90} durationInFrames={90}><Opening title="06:10" /></Sequence>
    <AbsoluteFill style={{ opacity: 0, backgroundColor: 'red' }} />
  </AbsoluteFill>
);
"""


@pytest.fixture(scope="module")
def pointing(browser: Browser, pod: Pod) -> Iterator[App]:
    pod.arm(uidsRevoked=[])
    pod.control("POST", "/head", {"sha": SHA})
    (pod.project / "src/Opening.tsx").write_text(SCENE)
    (pod.project / "src/MyVideo.tsx").write_text(VIDEO)
    page = browser.new_page(viewport={"width": 960, "height": 600})
    page.goto(pod.app_origin)
    app = App(page, pod)
    app.open(f"{pod.preview_url}?ticket={pod.ticket()}")
    app.hear("ok", seconds=30, sha=SHA)
    app.page.frames[1].get_by_text("Slow Coast").wait_for(timeout=20_000)
    yield app
    page.close()


def _middle_of(app: App, text: str) -> tuple[float, float]:
    box = app.page.frames[1].get_by_text(text).bounding_box()
    assert box is not None
    return box["x"] + 20, box["y"] + box["height"] / 2


def _begin(app: App) -> None:
    app.tell(type="pick", on=True)
    app.page.frames[1].get_by_role("application").wait_for()  # the pointer may overtake the message


def _pick(app: App, text: str) -> dict[str, Any]:
    _begin(app)
    x, y = _middle_of(app, text)
    app.page.mouse.move(x, y)
    app.page.mouse.click(x, y)
    return app.hear("picked", seconds=20)


def test_a_click_tells_the_line_that_drew_it_and_its_scene(pointing: App) -> None:
    pointing.tell(type="seek", frame=100)
    assert pointing.hear("frame", seconds=20, frame=100)["scene"] == "Viaduct"
    picked = _pick(pointing, "06:10")
    assert picked["element"] == {"file": "src/Opening.tsx", "line": 7, "column": 5, "name": "Heading", "text": "06:10"}
    assert (picked["scene"], picked["frame"]) == ("Viaduct", 100)


def test_code_that_hands_its_props_on_is_found_too(pointing: App) -> None:
    element = _pick(pointing, "Leave early")["element"]
    assert (element["file"], element["line"], element["text"]) == ("src/Opening.tsx", 3, "Leave early")


def test_what_cannot_be_seen_is_not_meant(pointing: App) -> None:
    _begin(pointing)
    pointing.page.mouse.click(800, 400)
    element = pointing.hear("picked", seconds=20)["element"]
    assert (element["file"], element["line"], element["name"]) == ("src/Opening.tsx", 6, "Opening")


def test_lines_stay_right_after_an_edit(pointing: App, pod: Pod) -> None:
    (pod.project / "src/Opening.tsx").write_text(f"// One more line.\n{SCENE.replace('Leave early', 'Leave late')}")
    pointing.page.frames[1].get_by_text("Leave late").wait_for(timeout=20_000)
    assert _pick(pointing, "06:10")["element"]["line"] == 8


def test_it_is_done_with_the_keyboard_alone(pointing: App) -> None:
    board, layer = pointing.page.keyboard, pointing.page.frames[1].get_by_role("application")
    pointing.tell(type="pick", on=True)
    layer.wait_for(timeout=20_000)
    layer.focus()
    board.press("ArrowRight")
    board.press("ArrowRight")
    expect(pointing.page.frames[1].get_by_role("status")).to_have_text("“06:10”", timeout=30_000)
    board.press("Enter")
    assert pointing.hear("picked", seconds=20)["element"]["text"] == "06:10"
    pointing.tell(type="pick", on=True)
    layer.wait_for(timeout=20_000)
    board.press("Escape")
    pointing.hear("pick-left", seconds=20)
    expect(layer).to_have_count(0, timeout=30_000)


def test_nothing_of_it_can_be_seen_in_the_video(pointing: App, pod: Pod) -> None:
    drawn = pointing.page.frames[1].locator(".__remotion-player").inner_html()
    assert "Opening.tsx" not in drawn
    assert str(Path(pod.project)) not in drawn
