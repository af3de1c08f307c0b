"""Working with the agent in a real Chromium: deciding on its cards, pointing at what one means, seeing what it saw, and
what is shown when it can't go on."""

import re

from playwright.sync_api import Page, expect

from tests.e2e.client import Json
from tests.e2e.model import script
from tests.e2e.stack import Stack
from tests.e2e.test_broken_video import BROKEN
from tests.e2e.test_main_job import preview, say, sign_up

VIDEO = """import {AbsoluteFill, Sequence} from 'remotion';

export const MyVideo = () => (
  <AbsoluteFill style={{backgroundColor: '#3b2f63', color: 'white', fontSize: 160}}>
    <Sequence name="Sunrise" from={0} durationInFrames={180}>
      <h1 style={{margin: 120}}>Slow Coast</h1>
    </Sequence>
  </AbsoluteFill>
);
"""
QUESTION = {"question": "Which light?", "options": [{"label": "Warm", "description": "As at dawn"}, {"label": "Cold"}]}
SCENE = {"name": "Sunrise", "seconds": 6, "picture": "The sun over a bay", "text": "Slow Coast"}
STORYBOARD = {"title": "A slow train", "scenes": [SCENE], "note": "One scene will do."}


def _replace(content: str) -> list[Json]:
    return [
        {"tool": "delete", "input": {"path": "src/MyVideo.tsx"}},
        {"tool": "create", "input": {"path": "src/MyVideo.tsx", "content": content}},
    ]


def _decide_a_question(page: Page, second: Page) -> None:
    for tab in (page, second):
        expect(tab.get_by_role("group", name="Which light?")).to_be_visible(timeout=60_000)
    page.get_by_role("button", name=re.compile("Warm")).click()
    for tab in (page, second):
        expect(tab.get_by_text("Which light? Warm")).to_be_visible(timeout=20_000)
        expect(tab.get_by_role("article", name="You").get_by_text("Warm", exact=True)).to_be_visible(timeout=20_000)


def _approve_a_storyboard(page: Page) -> None:
    say(page, script("Plan it", [{"tool": "plan", "input": STORYBOARD}]))
    card = page.get_by_role("group", name="A slow train")
    expect(card.get_by_text("The sun over a bay")).to_be_visible(timeout=60_000)
    card.get_by_role("button", name="Go ahead").click()
    expect(page.get_by_text("Go ahead with this storyboard.")).to_be_visible(timeout=20_000)
    expect(page.get_by_text("Approved", exact=True)).to_be_visible(timeout=20_000)


def _look_at_frames(page: Page) -> None:
    say(page, script("Look at it", [{"tool": "render_frames", "input": {"count": 4}}, {"say": "Four frames."}]))
    page.get_by_role("button", name="Show the frames large").click(timeout=60_000)
    sheet = page.get_by_role("dialog", name="What StoryDream saw").get_by_role("img")
    expect(sheet).to_be_visible()
    assert sheet.evaluate("(image) => image.decode().then(() => image.naturalWidth)") > 300
    page.keyboard.press("Escape")


def _point_at_the_title(page: Page) -> None:
    title = preview(page).get_by_role("heading", name="Slow Coast")
    page.get_by_role("button", name="Point at something").click()
    expect(preview(page).get_by_role("application")).to_be_visible(timeout=20_000)
    box = title.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 30, box["y"] + box["height"] / 2)
    expect(preview(page).get_by_role("status").filter(has_text="“Slow Coast”")).to_be_visible()
    page.mouse.click(box["x"] + 30, box["y"] + box["height"] / 2)
    expect(page.get_by_text(re.compile(r"^“Slow Coast” · Sunrise · 0:0\d$"))).to_be_visible()
    say(page, script("Say what I mean", [{"quote": r"drawn at src/MyVideo\.tsx:\d+"}]))
    expect(page.get_by_text("drawn at src/MyVideo.tsx:6", exact=True)).to_be_visible(timeout=60_000)
    expect(page.get_by_role("button", name=re.compile("^Pointed at “Slow Coast”"))).to_be_visible()


def _undo_what_cannot_be_mended(page: Page) -> None:
    say(page, script("Break it", [*_replace(BROKEN), {"say": "I tried."}]))
    card = page.get_by_role("group", name=re.compile("^This still doesn’t work"))
    expect(card.get_by_role("button", name="Fix differently")).to_be_visible(timeout=60_000)
    card.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("Undone", exact=True)).to_be_visible(timeout=30_000)
    expect(preview(page).get_by_role("heading", name="Slow Coast")).to_be_visible(timeout=30_000)


def _reach_a_limit(page: Page) -> None:
    steps: list[Json] = [{"used": 510_000}, {"tool": "view", "input": {"path": "src/MyVideo.tsx"}}, {"say": "More."}]
    say(page, script("Do a lot", steps))
    expect(page.get_by_role("meter", name="Tokens")).to_have_attribute("aria-valuenow", "100", timeout=60_000)
    expect(page.get_by_role("button", name="Go on")).to_be_visible()


def test_one_decides_points_looks_undoes_and_meets_a_limit(scripted_stack: Stack, page: Page) -> None:
    sign_up(page, scripted_stack)
    page.get_by_role("button", name=re.compile("New project")).first.click()
    prompt = script("A slow train", [*_replace(VIDEO), {"tool": "ask_user", "input": QUESTION}])
    page.get_by_label("Describe the video").last.fill(prompt)
    page.get_by_role("button", name=re.compile("Make the video|Create")).last.click()
    page.wait_for_url(re.compile(r"/projects/[a-z0-9-]{8,40}$"), timeout=30_000)
    second = page.context.new_page()
    second.goto(page.url)
    _decide_a_question(page, second)
    second.close()
    expect(preview(page).get_by_role("heading", name="Slow Coast")).to_be_visible(timeout=60_000)
    _approve_a_storyboard(page)
    _look_at_frames(page)
    _point_at_the_title(page)
    _undo_what_cannot_be_mended(page)
    _reach_a_limit(page)
