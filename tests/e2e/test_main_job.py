"""The main job in a real Chromium, as a newcomer does it: sign in, create, open, chat, preview, checkpoint, reopen."""

import re

import pytest
from playwright.sync_api import FrameLocator, Page, expect

from common.ids import new_id
from tests.e2e.client import PASSWORD
from tests.e2e.stack import Stack


def preview(page: Page) -> FrameLocator:
    return page.frame_locator("iframe")


def sign_up(page: Page, stack: Stack) -> str:
    """A new account on the sign-in page; → its e-mail."""
    email = f"maker-{new_id()[:8]}@example.test"
    page.goto(f"{stack.url}/sign-in")
    page.get_by_role("button", name="Create an account").click()
    fill_account(page, email)
    page.wait_for_url("**/projects")
    return email


def fill_account(page: Page, email: str = "") -> None:
    page.get_by_label("E-mail").fill(email or f"maker-{new_id()[:8]}@example.test")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name=re.compile("^Create (the |an |your )?account$")).last.click()


def say(page: Page, text: str) -> None:
    page.get_by_role("textbox", name="Message").fill(text)
    page.get_by_role("button", name="Send", exact=True).click()


def start_from_landing(page: Page, stack: Stack, prompt: str) -> None:
    page.goto(stack.url)
    page.get_by_label("Describe the video").fill(prompt)
    page.get_by_role("button", name="Make the video").click()
    page.get_by_role("button", name="Create an account").click()
    fill_account(page)
    page.wait_for_url(re.compile(r"/projects/[a-z0-9-]{8,40}$"), timeout=30_000)


def test_a_newcomer_makes_a_video_and_finds_it_again(stack: Stack, page: Page) -> None:
    start_from_landing(page, stack, "Change the title to Slow Coast")
    expect(preview(page).get_by_text("Slow Coast").first).to_be_visible(timeout=60_000)
    expect(page.get_by_text(re.compile("^Saved"))).to_be_visible(timeout=30_000)

    say(page, "Change the title to Night Train")
    expect(preview(page).get_by_text("Night Train").first).to_be_visible(timeout=60_000)
    expect(preview(page).get_by_text("Slow Coast")).to_have_count(0)
    expect(page.get_by_text(re.compile("^Saved"))).to_be_visible(timeout=30_000)

    page.reload()
    expect(page.get_by_text("Change the title to Night Train").first).to_be_visible()
    expect(preview(page).get_by_text("Night Train").first).to_be_visible(timeout=30_000)

    page.goto(f"{stack.url}/projects")
    card = page.get_by_role("link", name=re.compile("Change the title|Slow Coast|Night Train")).first
    card.click()
    expect(preview(page).get_by_text("Night Train").first).to_be_visible(timeout=30_000)


def test_the_video_plays_and_seeks(stack: Stack, page: Page) -> None:
    start_from_landing(page, stack, "Change the title to Moving Picture")
    expect(preview(page).get_by_text("Moving Picture").first).to_be_visible(timeout=60_000)
    page.get_by_role("button", name="Play", exact=True).click()
    pause = page.get_by_role("button", name="Pause", exact=True)
    expect(pause).to_be_visible()
    clock = page.get_by_test_id("time")
    before = clock.inner_text()
    expect(clock).not_to_have_text(before)
    pause.click()
    expect(page.get_by_role("button", name="Play", exact=True)).to_be_visible()


def test_two_tabs_see_the_same_chat_live(stack: Stack, page: Page) -> None:
    start_from_landing(page, stack, "Change the title to First Tab")
    expect(preview(page).get_by_text("First Tab").first).to_be_visible(timeout=60_000)
    second = page.context.new_page()
    second.goto(page.url)
    expect(preview(second).get_by_text("First Tab").first).to_be_visible(timeout=30_000)
    say(page, "Change the title to Both Tabs")
    expect(second.get_by_text("Change the title to Both Tabs").first).to_be_visible(timeout=40_000)
    for tab in (page, second):
        expect(preview(tab).get_by_text("Both Tabs").first).to_be_visible(timeout=60_000)


def test_closing_the_tab_in_mid_turn_loses_nothing(stack: Stack, page: Page) -> None:
    start_from_landing(page, stack, "Change the title to Before")
    expect(preview(page).get_by_text("Before").first).to_be_visible(timeout=60_000)
    where = page.url
    say(page, "Change the title to After")
    expect(page.get_by_text("Change the title to After").first).to_be_visible()
    page.wait_for_timeout(500)
    page.close()
    again = page.context.new_page()
    again.goto(where)
    expect(preview(again).get_by_text("After", exact=True).first).to_be_visible(timeout=60_000)
    expect(again.get_by_text("Change the title to After")).to_have_count(1)


def test_a_deep_link_survives_signing_in(stack: Stack, page: Page) -> None:
    email = sign_up(page, stack)
    page.goto(f"{stack.url}/settings")
    page.get_by_role("button", name="Sign out").first.click()
    page.wait_for_url(f"{stack.url}/")  # signed out: who leaves the page sooner stays signed in
    page.goto(f"{stack.url}/projects/trash")
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).last.click()
    page.wait_for_url("**/projects/trash")


@pytest.mark.parametrize("width", [1440, 390])
def test_no_page_scrolls_sideways(width: int, stack: Stack, page: Page) -> None:
    page.set_viewport_size({"width": width, "height": 844})
    start_from_landing(page, stack, "Change the title to Narrow")
    expect(preview(page).get_by_text("Narrow").first).to_be_visible(timeout=60_000)
    for path in (page.url.removeprefix(stack.url), "/projects", "/settings", "/"):
        page.goto(stack.url + path)
        page.wait_for_load_state()
        page.wait_for_timeout(800)
        overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert overflow <= 0, path
