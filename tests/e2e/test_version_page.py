"""What versions look like, in a real Chromium: side by side in the History, on a page that plays one, on cards."""

import re

from playwright.sync_api import Frame, Page, expect

from tests.e2e.looks import look
from tests.e2e.stack import Stack
from tests.e2e.test_main_job import preview, say, start_from_landing

DRAWN_MS = 120_000
"""A browser draws two versions, each once the pod is quiet."""


def test_versions_are_compared_by_eye_played_on_a_page_of_their_own_and_stand_for_the_project(
    stack: Stack, page: Page
) -> None:
    start_from_landing(page, stack, "Change the title to Slow Coast")
    expect(preview(page).get_by_text("Slow Coast").first).to_be_visible(timeout=60_000)
    expect(page.get_by_text(re.compile("^Saved"))).to_be_visible(timeout=30_000)
    say(page, "Change the title to Night Train")
    page.get_by_role("tab", name="History").click()
    expect(page.get_by_role("article", name=re.compile("Night Train"))).to_be_visible(timeout=60_000)
    project = re.sub(r"[?].*", "", page.url)

    _compare(page)
    look(page, "history-compared")

    page.get_by_role("button", name=re.compile("Slow Coast")).first.click()
    page.get_by_role("article").get_by_role("button", name=re.compile("^More for")).click()
    page.get_by_role("menuitem", name="Play this version").click()
    expect(page).to_have_url(re.compile(r"/v/[0-9a-f]{40}$"))
    _play(page, "Slow Coast")
    assert _origin(page) == "null"
    look(page, "version")

    page.get_by_role("button", name="Restore").click()
    expect(page).to_have_url(project, timeout=30_000)
    expect(preview(page).get_by_text("Slow Coast").first).to_be_visible(timeout=60_000)

    page.goto(f"{stack.url}/projects")
    expect(page.locator("main img[src^='blob:']").first).to_be_visible(timeout=60_000)


def _compare(page: Page) -> None:
    """The line between both versions moves with the keys; frames that differ are told and chosen."""
    slider = page.get_by_role("slider", name=re.compile("^Line between"))
    expect(slider).to_be_visible(timeout=DRAWN_MS)
    expect(page.get_by_text(re.compile(r"of \d+ frames differ"))).to_be_visible(timeout=30_000)
    slider.press("ArrowLeft")
    expect(slider).to_have_attribute("aria-valuenow", "45")
    slider.press("End")
    expect(slider).to_have_attribute("aria-valuenow", "100")
    slider.press("Home")
    expect(slider).to_have_attribute("aria-valuenow", "0")
    for _ in range(10):
        slider.press("ArrowRight")
    frames = page.get_by_role("radiogroup", name="Frames to compare")
    other = frames.get_by_role("radio", name=re.compile("differs")).last
    other.click()
    expect(other).to_be_checked()
    other.press("ArrowLeft")
    expect(other).not_to_be_checked()


def _play(page: Page, title: str) -> None:
    """The version plays, frame by frame too, whatever the project is now."""
    video = page.frame_locator("iframe")
    expect(video.get_by_text(title).first).to_be_attached(timeout=DRAWN_MS)
    slider = page.get_by_role("slider", name="Position in the video")
    before = slider.get_attribute("aria-valuenow")
    page.get_by_role("button", name="Play", exact=True).first.click()
    expect(slider).not_to_have_attribute("aria-valuenow", before or "0", timeout=30_000)
    page.get_by_role("button", name="Pause", exact=True).first.click()


def _origin(page: Page) -> str:
    """Of the page that the version's code runs in: none that could be named, so nothing of ours is within its reach."""
    player = next(frame for frame in page.frames if "/players/" in frame.url)
    assert _refused(player, "() => localStorage.length")
    assert _refused(player, "() => parent.document.title")
    found: str = player.evaluate("() => window.origin")
    return found


def _refused(frame: Frame, script: str) -> bool:
    tried = (
        f"() => {{ try {{ ({script})(); return false }} catch (error) {{ return error.name === 'SecurityError' }} }}"
    )
    found: bool = frame.evaluate(tried)
    return found
