"""The pages before a project, and the first minutes in one, as a newcomer meets them in a real Chromium."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from tests.e2e.looks import look
from tests.e2e.stack import Stack
from tests.e2e.test_main_job import fill_account, preview, sign_up

PHONE = ViewportSize(width=390, height=844)
NEWCOMER = "try { localStorage.removeItem('storydream.tour') } catch {}"
PLAYED = "() => [...document.querySelectorAll('video')].map((film) => film.currentTime > 0 && !film.paused)"
UNTRANSLATED = """() => {
  const found = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const text = walker.currentNode.textContent.trim();
    const parent = walker.currentNode.parentElement;
    if (parent.closest('script, style, noscript, bdi, code') || !/[a-z]{2}/i.test(text)) continue;
    if (!text.includes('⟦') && !text.includes('⟧') && !text.includes('·')) found.push(text);
  }
  return found;
}"""
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture(scope="module")
def visitor(browser: Browser, demo_stack: Stack) -> Iterator[Page]:
    """Somebody with an account and no project, for the pages that need no project."""
    context = browser.new_context(viewport={"width": 1440, "height": 900}, color_scheme="dark")
    context.set_default_timeout(20_000)
    page = context.new_page()
    sign_up(page, demo_stack)
    yield page
    context.close()


def test_a_newcomer_comes_from_a_sentence_to_a_playing_draft_and_is_shown_round(stack: Stack, page: Page) -> None:
    page.add_init_script(NEWCOMER)
    page.goto(stack.url)
    page.wait_for_function(f"() => ({PLAYED})().filter(Boolean).length === 1")
    look(page, "landing")
    page.get_by_role("button", name="Stop the scroll").last.hover()
    page.wait_for_function(f"() => ({PLAYED})()[1]")
    page.get_by_role("button", name="Pause the examples").click()
    page.wait_for_function(f"() => !({PLAYED})().some(Boolean)")

    page.get_by_role("list", name="Starters").get_by_text("Launch something").click()
    expect(page.get_by_text("Begins as Product launch")).to_be_visible()
    page.get_by_label("Describe the video").fill("Change the name to Lumen Two")
    page.get_by_role("button", name="Make the video").click()
    look(page, "sign-in")
    page.get_by_role("button", name="Create an account").click()
    fill_account(page)
    page.wait_for_url(re.compile(r"/projects/[a-z0-9-]{8,40}$"), timeout=30_000)

    expect(preview(page).get_by_text("Hear the room").first).to_be_attached(timeout=60_000)
    tour = page.get_by_role("dialog", name="A short tour")
    expect(tour).to_be_visible(timeout=30_000)
    look(page, "tour")
    for number in range(2, 6):
        tour.get_by_role("button", name="Next").click()
        expect(tour.get_by_text(f"{number} of 5")).to_be_visible()
    tour.get_by_role("button", name="Let’s go").click()
    expect(tour).to_have_count(0)


def test_without_a_project_the_pages_teach_how_to_begin(visitor: Page, demo_stack: Stack) -> None:
    page = visitor
    page.goto(f"{demo_stack.url}/projects")
    expect(page.get_by_role("heading", name="Start with a sentence")).to_be_visible()
    look(page, "projects-empty")
    page.get_by_role("button", name="New project").first.click()
    expect(page.get_by_role("radiogroup", name="Begin with")).to_be_visible()
    look(page, "new-project")
    page.keyboard.press("Escape")
    for path, text, name in (
        ("/projects/trash", "The trash is empty", "trash-empty"),
        ("/projects/shared", "Nothing is shared with you", "shared-empty"),
        ("/settings", "No tokens yet", "settings"),
        ("/nowhere", "There is no page here", "not-found"),
    ):
        page.goto(demo_stack.url + path)
        expect(page.get_by_text(text)).to_be_visible()
        look(page, name)


def test_projects_are_found_sorted_thrown_away_and_brought_back(stack: Stack, page: Page) -> None:
    sign_up(page, stack)
    page.get_by_role("button", name="Open the sample project").click()
    page.wait_for_url(re.compile(r"/projects/[a-z0-9-]{8,40}$"), timeout=30_000)
    expect(preview(page).get_by_text("Hear the room").first).to_be_attached(timeout=60_000)
    page.goto(f"{stack.url}/projects")
    card = page.get_by_role("link", name="Sample: Halo One")
    expect(card).to_be_visible()
    page.get_by_role("button", name="New project").first.click()
    page.get_by_role("button", name="Start without words").click()
    page.wait_for_url(re.compile(r"/projects/[a-z0-9-]{8,40}$"), timeout=30_000)
    page.goto(f"{stack.url}/projects")
    expect(page.get_by_role("article")).to_have_count(2)
    look(page, "projects")

    page.keyboard.press("/")
    page.keyboard.type("halo")
    expect(page.get_by_role("article")).to_have_count(1)
    page.get_by_role("searchbox").fill("nothing like it")
    look(page, "projects-none-found")
    page.get_by_role("button", name="Show all projects").click()

    card.hover()
    page.get_by_role("button", name="More for Sample: Halo One").click()
    page.get_by_role("menuitem", name="Move to trash").click()
    expect(card).to_have_count(0)
    undo = page.get_by_role("button", name="Undo")
    undo.hover()  # it stays as long as one points at it
    look(page, "projects-undo")
    undo.click()
    expect(card).to_be_visible()
    page.get_by_role("button", name="More for Sample: Halo One").click()
    with page.expect_response(lambda response: response.request.method == "DELETE"):
        page.get_by_role("menuitem", name="Move to trash").click()
    page.goto(f"{stack.url}/projects/trash")
    expect(page.get_by_role("heading", name="Sample: Halo One")).to_be_visible()
    look(page, "trash")
    page.get_by_role("button", name="Restore").click()
    expect(page.get_by_text("The trash is empty")).to_be_visible()


@pytest.mark.parametrize("locale", ["en-XA", "ar-XB"])
def test_every_text_is_in_the_catalogue_and_no_language_breaks_the_layout(
    locale: str, visitor: Page, demo_stack: Stack
) -> None:
    page = visitor
    for path in ("/", "/projects", "/projects/trash", "/settings", "/nowhere"):
        page.goto(f"{demo_stack.url}{path}?locale={locale}")
        expect(page.get_by_role("heading").first).to_be_visible()
        expect(page.locator(".skeleton")).to_have_count(0)
        assert page.evaluate("document.documentElement.dir") == ("rtl" if locale == "ar-XB" else "ltr")
        known = re.compile(r"StoryDream|maker-|^(DE|EN)$|demo|@")
        assert [text for text in page.evaluate(UNTRANSLATED) if not known.search(text)] == [], path
        for size in (page.viewport_size, PHONE):
            assert size is not None
            page.set_viewport_size(size)
            page.wait_for_timeout(100)
            assert page.evaluate(OVERFLOW) <= 0, (path, size)
        page.set_viewport_size(ViewportSize(width=1440, height=900))
