"""The Storyboard and Code tabs in a real Chromium: a video arranged and filled in by hand, each change a version."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest
from playwright.sync_api import Locator, Page, ViewportSize, expect

from tests.e2e.client import Person, until
from tests.e2e.conversation import sign_in
from tests.e2e.looks import look
from tests.e2e.stack import Stack
from tests.e2e.test_main_job import preview

_PHONE: Final = ViewportSize(width=390, height=844)
_PATIENCE: Final = 40_000


@pytest.fixture
def owner(stack: Stack) -> Iterator[Person]:
    with Person(stack.url, "storyboard") as person:
        yield person


def test_scenes_are_arranged_and_filled_in_by_hand(stack: Stack, page: Page, owner: Person) -> None:
    project_id = owner.create_project(templateId="product-launch")
    owner.open(project_id)
    _open(page, stack, owner, project_id, "storyboard")
    expect(_names(page)).to_have_text(["Teaser", "Reveal", "Features", "Finale"], timeout=_PATIENCE)
    expect(_board(page).get_by_text("12 s", exact=True)).to_be_visible(timeout=_PATIENCE)
    _set_a_text_and_a_colour(page, owner, project_id)
    _trim(page, owner, project_id)
    _reorder_with_the_keyboard(page, owner, project_id)
    _reorder_with_the_mouse_and_undo(page, owner, project_id)
    _rename_duplicate_lock_and_delete(page, owner, project_id)
    _ask_for_a_change(page)
    page.get_by_role("tab", name="Storyboard").click()
    _card(page, "Reveal").get_by_role("button", name="Show and edit").click()
    expect(page.get_by_role("complementary", name="Edit Reveal")).to_be_visible(timeout=_PATIENCE)
    # The pod draws once nothing has happened for a while.
    expect(_card(page, "Reveal").locator("[style*=background-image]")).to_be_visible(timeout=90_000)
    look(page, "storyboard")
    page.set_viewport_size(_PHONE)
    expect(page.get_by_role("dialog", name="Edit Reveal")).to_be_visible(timeout=_PATIENCE)
    look(page, "storyboard-form-phone")
    page.get_by_role("button", name="Close").click()
    look(page, "storyboard-phone")


def test_a_video_of_one_scene_says_what_can_be_set(stack: Stack, page: Page, owner: Person) -> None:
    project_id = owner.create_project(templateId="default")
    _open(page, stack, owner, project_id, "storyboard")
    expect(page.get_by_text("This video is one scene")).to_be_visible(timeout=_PATIENCE)
    look(page, "storyboard-one-scene")
    page.get_by_role("button", name="Show and edit The whole video").click()
    title = page.get_by_label("Title", exact=True)
    title.fill("Good night")
    title.press("Enter")
    _stored(owner, project_id, 'title="Good night"')
    _replace_video(owner, project_id, "export const MyVideo = () => <div>;\n")
    expect(page.get_by_text("src/MyVideo.tsx has a mistake in line 1")).to_be_visible(timeout=_PATIENCE)
    look(page, "storyboard-broken")
    page.get_by_role("button", name="Open the code").click()
    expect(page.get_by_role("textbox", name="Code of src/MyVideo.tsx")).to_contain_text("<div>;", timeout=_PATIENCE)


def test_the_code_is_read_searched_and_downloaded(stack: Stack, page: Page, owner: Person, tmp_path: Path) -> None:
    project_id = owner.create_project(templateId="quote")
    _open(page, stack, owner, project_id, "code&file=src/MyVideo.tsx&line=12")
    code = page.get_by_role("textbox", name="Code of src/MyVideo.tsx")
    expect(code.locator(".cm-marked-line")).to_contain_text('name="Quote"', timeout=_PATIENCE)
    look(page, "code")
    tree = page.get_by_role("tree", name="Files")
    tree.get_by_role("treeitem", name="MyVideo.tsx").focus()
    page.keyboard.press("Home")
    page.keyboard.press("p")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("f")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("f")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Every story starts somewhere").first).to_be_visible(timeout=_PATIENCE)
    look(page, "code-font")
    tree.get_by_role("treeitem", name="BRIEF.md").click()
    page.get_by_role("button", name="Search in this file").click()
    page.get_by_placeholder("Find").press_sequentially("emphasis")
    expect(page.locator(".cm-searchMatch")).to_have_count(1, timeout=_PATIENCE)
    with page.expect_download() as downloading:
        page.get_by_role("button", name="Download this file").click()
    downloading.value.save_as(tmp_path / "BRIEF.md")
    assert (tmp_path / "BRIEF.md").read_text() == owner.file(project_id, "BRIEF.md")
    page.goto(re.sub("file=[^&]*", "file=src/Nowhere.tsx", page.url))
    expect(page.get_by_text("src/Nowhere.tsx isn’t in this version")).to_be_visible(timeout=_PATIENCE)
    page.set_viewport_size(_PHONE)
    page.goto(re.sub("&file=.*", "", page.url))
    tree.get_by_role("treeitem", name="Root.tsx").click()
    expect(page.get_by_role("textbox", name="Code of src/Root.tsx")).to_be_visible(timeout=_PATIENCE)
    look(page, "code-phone")
    page.get_by_role("button", name="All files").click()
    expect(tree.get_by_role("treeitem", name="Root.tsx")).to_be_visible(timeout=_PATIENCE)


def _set_a_text_and_a_colour(page: Page, owner: Person, project_id: str) -> None:
    _card(page, "Teaser").get_by_role("button", name="Show and edit").click()
    emphasis = page.get_by_label("Emphasis")
    emphasis.fill('you "love" & live in.')
    before = owner.get(f"/projects/{project_id}")["currentCommitSha"]
    assert "love" not in owner.file(project_id, "src/MyVideo.tsx")  # nothing is stored while somebody types
    emphasis.press("Enter")
    _stored(owner, project_id, "emphasis={'you \"love\" & live in.'}")
    assert owner.get(f"/projects/{project_id}/checkpoints")["items"][1]["sha"] == before
    expect(_card(page, "Teaser")).to_contain_text("live in.", timeout=_PATIENCE)
    page.get_by_role("button", name="Pick Accent").click()
    page.get_by_role("button", name="Set to #efe7db").click()
    page.keyboard.press("Escape")
    _stored(owner, project_id, 'accent="#efe7db"')
    code = page.get_by_role("textbox", name="Background, as a code")
    code.fill("102030")
    code.blur()
    _stored(owner, project_id, 'background="#102030"')
    page.get_by_role("tab", name="Preview").click()
    expect(preview(page).get_by_text("love").first).to_be_visible(timeout=_PATIENCE)
    page.get_by_role("tab", name="Storyboard").click()


def _trim(page: Page, owner: Person, project_id: str) -> None:
    length = page.get_by_role("textbox", name="Length in seconds: Reveal")
    length.fill("4")
    length.press("Enter")
    _stored(owner, project_id, 'name="Reveal" from={75} durationInFrames={120}')
    expect(_board(page).get_by_text("13 s", exact=True)).to_be_visible(timeout=_PATIENCE)
    assert "durationInFrames={390}" in owner.file(project_id, "src/Root.tsx")
    finale = page.get_by_role("textbox", name="Length in seconds: Finale")
    finale.fill("0,1")
    finale.press("Enter")
    expect(page.get_by_text("“Finale” needs at least 15 frames")).to_be_visible(timeout=_PATIENCE)
    expect(finale).to_have_value("2.97", timeout=_PATIENCE)


def _reorder_with_the_keyboard(page: Page, owner: Person, project_id: str) -> None:
    page.get_by_role("button", name="Move Features").focus()
    page.keyboard.press("Space")
    expect(page.get_by_text("Features is at place 3 of 4.")).to_be_attached(timeout=_PATIENCE)
    page.keyboard.press("ArrowLeft")
    expect(page.get_by_text("Features is at place 2 of 4.")).to_be_attached(timeout=_PATIENCE)
    page.keyboard.press("Space")
    expect(_names(page)).to_have_text(["Teaser", "Features", "Reveal", "Finale"], timeout=_PATIENCE)
    _stored(owner, project_id, 'name="Features" from={75} durationInFrames={120}')


def _reorder_with_the_mouse_and_undo(page: Page, owner: Person, project_id: str) -> None:
    _card(page, "Finale").get_by_role("button", name="Show and edit").hover()
    page.mouse.down()
    target = _card(page, "Teaser").bounding_box()
    assert target is not None
    page.mouse.move(target["x"] + 60, target["y"] + 60, steps=8)
    expect(page.get_by_text("Finale is at place 1 of 4.")).to_be_attached(timeout=_PATIENCE)
    page.mouse.up()
    expect(_names(page)).to_have_text(["Finale", "Teaser", "Features", "Reveal"], timeout=_PATIENCE)
    _stored(owner, project_id, 'name="Finale" from={0}')
    moved = page.get_by_role("listitem").filter(has_text="Move “Finale” to place 1")
    moved.get_by_role("button", name="Undo").click()
    expect(_names(page)).to_have_text(["Teaser", "Features", "Reveal", "Finale"], timeout=_PATIENCE)
    _stored(owner, project_id, 'name="Teaser" from={0}')


def _rename_duplicate_lock_and_delete(page: Page, owner: Person, project_id: str) -> None:
    _menu(page, "Teaser", "Duplicate")
    expect(_names(page)).to_have_text(["Teaser", "Teaser 2", "Features", "Reveal", "Finale"], timeout=_PATIENCE)
    _card(page, "Teaser 2").get_by_role("button", name="Show and edit").click()
    name = page.get_by_label("Name", exact=True)
    name.fill("Echo")
    name.press("Enter")
    expect(page.get_by_role("complementary", name="Edit Echo")).to_be_visible(timeout=_PATIENCE)
    _menu(page, "Echo", "Lock")
    expect(_card(page, "Echo").get_by_label("Locked")).to_be_visible(timeout=_PATIENCE)
    until("the lock to be stored", lambda: "- Echo" in owner.file(project_id, "BRIEF.md"))
    expect(name).not_to_be_editable(timeout=_PATIENCE)
    page.get_by_role("button", name="Unlock").click()
    expect(name).to_be_editable(timeout=_PATIENCE)
    _menu(page, "Echo", "Delete")
    expect(_names(page)).to_have_text(["Teaser", "Features", "Reveal", "Finale"], timeout=_PATIENCE)
    until("the scene to be gone", lambda: 'name="Echo"' not in owner.file(project_id, "src/MyVideo.tsx"))


def _ask_for_a_change(page: Page) -> None:
    _menu(page, "Reveal", "Ask for a change here")
    expect(page.get_by_role("textbox", name="Message").last).to_be_focused(timeout=_PATIENCE)
    expect(page.get_by_text("Reveal · 0:06").last).to_be_visible(timeout=_PATIENCE)


def _open(page: Page, stack: Stack, person: Person, project_id: str, view: str) -> None:
    sign_in(page, stack.url, person)
    page.goto(f"{stack.url}/projects/{project_id}?view={view}")


def _card(page: Page, name: str) -> Locator:
    heading = page.get_by_role("heading", name=name, exact=True, level=3)
    return page.get_by_role("listitem").filter(has=heading)


def _names(page: Page) -> Locator:
    return _board(page).get_by_role("heading", level=3)


def _board(page: Page) -> Locator:
    return page.get_by_role("region", name=re.compile("scenes?$"))


def _menu(page: Page, scene: str, item: str) -> None:
    page.get_by_role("button", name=f"More for {scene}", exact=True).click()
    page.get_by_role("menuitem", name=item).click()


def _stored(owner: Person, project_id: str, code: str) -> None:
    until(f"{code} to be stored", lambda: code in owner.file(project_id, "src/MyVideo.tsx"), 40)


def _replace_video(owner: Person, project_id: str, code: str) -> None:
    head = owner.get(f"/projects/{project_id}/checkpoints")["items"][0]["sha"]
    owner.post(
        f"/projects/{project_id}/edits",
        {"expectedHead": head, "files": [{"path": "src/MyVideo.tsx", "content": code}]},
    )
