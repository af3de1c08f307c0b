"""The preview's player and its timeline in a real Chromium: playing and going about by mouse, keys and typing, moving
and trimming scenes without the agent, and what is shown while the video is broken."""

import re

from playwright.sync_api import Locator, Page, expect

from tests.e2e.client import Person, until
from tests.e2e.conversation import sign_in
from tests.e2e.looks import look
from tests.e2e.stack import Stack
from tests.e2e.test_main_job import preview

VIDEO = "src/MyVideo.tsx"
SLOW_MS = 60_000
NAMES = ["Teaser", "Reveal", "Features", "Finale"]


def _open(page: Page, stack: Stack, person: Person, project_id: str) -> None:
    sign_in(page, stack.url, person)
    page.goto(f"{stack.url}/projects/{project_id}")
    expect(preview(page).locator(".__remotion-player").first).to_be_visible(timeout=SLOW_MS)


def _scenes(page: Page) -> Locator:
    return page.get_by_role("listbox", name="Scenes").get_by_role("option")


def _position(page: Page) -> Locator:
    return page.get_by_role("slider", name="Position in the video")


def _at(page: Page) -> int:
    return int(_position(page).get_attribute("aria-valuenow") or "-1")


def _width(element: Locator) -> float | None:
    box = element.bounding_box()
    return box["width"] if box is not None else None


def _go(page: Page, typed: str) -> None:
    page.get_by_role("button", name=re.compile("go to another$")).click()
    page.get_by_label("A time or a frame to go to").fill(typed)
    page.keyboard.press("Enter")


def _order(person: Person, project_id: str) -> list[str]:
    return re.findall(r'<Sequence name="(\w+)"', person.file(project_id, VIDEO))


def _plays_and_goes_about(page: Page) -> None:
    _go(page, "0:02.10")
    expect(_position(page)).to_have_attribute("aria-valuenow", "70")
    page.keyboard.press("ArrowRight")
    expect(_position(page)).to_have_attribute("aria-valuenow", "71")
    page.keyboard.press("Shift+ArrowLeft")
    expect(_position(page)).to_have_attribute("aria-valuenow", "41")
    page.keyboard.press("l")
    expect(page.get_by_role("button", name="Pause", exact=True)).to_be_visible()
    page.keyboard.press("l")
    clock = page.get_by_test_id("time")
    expect(clock).to_contain_text("2×")
    page.keyboard.press("j")
    expect(clock).to_contain_text("−1×")
    page.keyboard.press("k")
    expect(page.get_by_role("button", name="Play", exact=True)).to_be_visible()
    expect(clock).not_to_contain_text("×")


def _loops_a_part(page: Page) -> None:
    _go(page, "30")
    page.keyboard.press("i")
    _go(page, "120")  # longer than a busy browser takes to draw a frame
    page.keyboard.press("o")
    expect(page.get_by_test_id("range")).to_be_attached()
    page.keyboard.press("Space")
    expect(page.get_by_role("button", name="Pause", exact=True)).to_be_visible()
    seen = [_at(page)]

    def begun_anew() -> bool:
        seen.append(_at(page))
        return seen[-1] < seen[-2]

    until("it to begin anew", begun_anew, 60)
    assert all(30 <= frame <= 120 for frame in seen), seen
    page.keyboard.press("Space")
    page.keyboard.press("x")
    expect(page.get_by_test_id("range")).to_have_count(0)


def _shows_it_otherwise(page: Page) -> None:
    page.get_by_role("button", name="Safe areas").click()
    expect(page.get_by_test_id("safe-areas")).to_be_visible()
    page.get_by_role("button", name=re.compile("^Size of the picture")).click()
    page.get_by_role("menuitemradio", name="200 %").click()
    until("the picture at twice its size", lambda: _width(page.get_by_test_id("video-box")) == 3840)
    look(page, "preview-large")
    page.get_by_role("button", name=re.compile("^Size of the picture")).click()
    page.get_by_role("menuitemradio", name="Fit").click()
    page.get_by_role("button", name="Safe areas").click()


def test_a_video_is_watched_and_its_scenes_are_put_in_order(scripted_stack: Stack, page: Page, lena: Person) -> None:
    project_id = lena.create_project(name="Halo One", templateId="product-launch")
    _open(page, scripted_stack, lena, project_id)
    scenes = _scenes(page)
    expect(scenes).to_have_count(4, timeout=SLOW_MS)
    expect(page.get_by_test_id("played-version")).to_have_text(lena.checkpoints(project_id)[0]["sha"][:7])
    expect(page.get_by_test_id("waveform").first).to_be_visible(timeout=SLOW_MS)
    sound = (
        preview(page).locator("body").evaluate("() => fetch('/sounds/music-cinematic.mp3').then((one) => one.status)")
    )
    assert sound == 200
    _plays_and_goes_about(page)
    _loops_a_part(page)
    _shows_it_otherwise(page)

    scenes.nth(2).click()
    expect(scenes.nth(2)).to_have_attribute("aria-selected", "true")
    expect(page.get_by_text(re.compile(r"^Features · 0:0\d$"))).to_be_visible()  # what a message is about
    scenes.nth(2).focus()
    page.keyboard.press("ArrowLeft")
    expect(scenes.nth(1)).to_be_focused()
    expect(_position(page)).to_have_attribute("aria-valuenow", "75")
    look(page, "timeline")

    scenes.nth(1).focus()  # the gallery has had another size of page in between
    page.keyboard.press("Alt+ArrowRight")
    until("the order to be stored", lambda: _order(lena, project_id) == ["Teaser", "Features", "Reveal", "Finale"])
    expect(scenes.nth(1)).to_have_attribute("aria-label", re.compile("^2 Features, from 0:02.15"), timeout=SLOW_MS)
    head = lena.checkpoints(project_id)[0]["sha"][:7]
    expect(page.get_by_test_id("played-version")).to_have_text(head, timeout=SLOW_MS)

    before = scenes.nth(0).bounding_box()
    assert before is not None
    edge, middle = before["x"] + before["width"] - 4, before["y"] + before["height"] / 2
    page.mouse.move(edge, middle)
    page.mouse.down()
    page.mouse.move(edge - before["width"] / 2, middle, steps=5)
    page.mouse.up()
    until(
        "the length to be stored", lambda: '"Teaser" from={0} durationInFrames={75}' not in lena.file(project_id, VIDEO)
    )
    length = int(re.findall(r'"Teaser" from=\{0\} durationInFrames=\{(\d+)\}', lena.file(project_id, VIDEO))[0])
    assert 20 < length < 60
    last = 360 - 75 + length - 1
    expect(_position(page)).to_have_attribute("aria-valuemax", str(last), timeout=SLOW_MS)

    page.get_by_role("button", name="Timeline larger").click()
    page.get_by_role("button", name="Timeline larger").click()
    page.keyboard.press("Shift+Z")
    expect(page.get_by_role("button", name="Whole timeline")).to_be_disabled()

    page.set_viewport_size({"width": 390, "height": 844})
    _position(page).hover()  # once it lies still, where a phone has it
    box = _position(page).bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + box["width"] * 0.9, box["y"] + box["height"] / 2)
    until("the finger's place to be gone to", lambda: _at(page) > last * 0.8)
    look(page, "timeline-on-a-phone")


def test_a_broken_video_keeps_its_last_good_frame_and_comes_back(
    scripted_stack: Stack, page: Page, lena: Person
) -> None:
    project_id = lena.create_project()
    _open(page, scripted_stack, lena, project_id)
    head = lena.checkpoints(project_id)[0]["sha"]
    stage = page.get_by_role("region", name="Preview")
    expect(page.get_by_test_id("played-version")).to_have_text(head[:7], timeout=SLOW_MS)
    broken = {"path": VIDEO, "content": "export const MyVideo = () => <div>;\n"}
    lena.post(f"/projects/{project_id}/edits", {"expectedHead": head, "files": [broken], "summary": "Broke it"})
    expect(stage.get_by_role("alert")).to_contain_text("MyVideo.tsx:1", timeout=SLOW_MS)
    expect(stage.get_by_text(re.compile("^Last good frame"))).to_be_visible()
    stage.get_by_role("button", name="Details").click()
    expect(page.get_by_role("dialog")).to_contain_text("MyVideo.tsx")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    look(page, "preview-broken")
    stage.get_by_role("button", name="Undo").click()
    expect(stage.get_by_role("alert")).to_have_count(0, timeout=SLOW_MS)
    expect(preview(page).locator(".__remotion-player").first).to_be_visible(timeout=SLOW_MS)
