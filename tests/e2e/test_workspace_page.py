"""The workspace's shell in a real Chromium: by mouse, by keyboard, on a phone, and in each state it may be in."""

import base64
import io
import json
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, WebSocketRoute, expect

from tests.e2e.looks import look, note, noted
from tests.e2e.stack import Stack
from tests.e2e.test_main_job import preview, start_from_landing

TOUCH_PX = 44
LONG_NAME = "A very long name that nobody would give to a video but that somebody surely will give to one some day soon"


@pytest.fixture(scope="module")
def video(demo_stack: Stack, browser: Browser) -> Iterator[Page]:
    """A project whose first turn is done, open on a desk: one for all of these tests."""
    context = browser.new_context(viewport={"width": 1440, "height": 900}, color_scheme="dark", accept_downloads=True)
    context.set_default_timeout(30_000)
    page = context.new_page()
    start_from_landing(page, demo_stack, "Change the title to Slow Coast")
    look(page, "workspace-starting")
    expect(preview(page).get_by_text("Slow Coast").first).to_be_visible(timeout=90_000)
    expect(saved(page)).to_be_visible(timeout=60_000)
    yield page
    context.close()
    demo_stack.close_sessions()


@pytest.fixture(autouse=True)
def as_it_was(video: Page) -> Iterator[None]:
    """Each test begins at the preview, on a desk."""
    yield
    video.unroute_all()
    video.set_viewport_size({"width": 1440, "height": 900})
    video.goto(video.url.split("?")[0])
    expect(saved(video)).to_be_visible()


def saved(page: Page) -> Locator:
    return page.get_by_text(re.compile("^Saved [0-9a-f]{7}$"))


def leave_fields(page: Page) -> None:
    page.evaluate("document.activeElement.blur()")


def test_the_palette_the_keys_and_the_help_sheet_tell_the_same(video: Page) -> None:
    video.get_by_role("textbox", name="Message").press("Control+k")
    palette = video.get_by_role("dialog", name="Commands")
    palette.get_by_role("combobox").fill("hist")
    look(video, "palette")
    expect(palette.get_by_role("option", name="History", exact=True)).to_be_visible()
    video.keyboard.press("Enter")
    expect(video.get_by_role("tab", name="History")).to_have_attribute("aria-selected", "true")
    expect(video).to_have_url(re.compile("view=history"))
    video.get_by_role("tab", name="Preview").click()

    leave_fields(video)
    video.keyboard.press("?")
    sheet = video.get_by_role("dialog", name="Keys")
    expect(sheet.get_by_text("Undo the last version")).to_be_visible()
    look(video, "help-sheet")
    video.keyboard.press("Escape")
    expect(sheet).to_be_hidden()

    composer = video.get_by_role("textbox", name="Message")
    composer.fill("")
    composer.press_sequentially("What? k / p")
    expect(composer).to_have_value("What? k / p")
    expect(video.get_by_role("dialog")).to_have_count(0)
    composer.fill("")
    leave_fields(video)
    video.keyboard.press("/")
    expect(composer).to_be_focused()
    expect(composer).to_have_value("")


def test_the_palette_hands_to_the_agent_what_it_does_not_know(video: Page) -> None:
    leave_fields(video)
    video.keyboard.press("Control+k")
    palette = video.get_by_role("dialog", name="Commands")
    palette.get_by_role("combobox").fill("Change the title to Slow Coast")
    expect(palette.get_by_role("option")).to_have_count(1)
    note(video, "title", "● Working")
    video.keyboard.press("Control+Enter")
    expect(palette).to_be_hidden()
    expect(video.get_by_role("log").get_by_text("Change the title to Slow Coast").last).to_be_visible()
    noted(video, "● Working")
    expect(video).to_have_title(re.compile("^(?!● Working)"), timeout=60_000)
    expect(saved(video)).to_be_visible()


def test_the_keyboard_alone_reaches_and_moves_everything(video: Page) -> None:
    leave_fields(video)
    video.keyboard.press("Tab")
    skip = video.get_by_role("button", name="Skip to the chat")
    expect(skip).to_be_focused()
    look(video, "workspace-skip-link")
    video.keyboard.press("Enter")
    expect(video.get_by_role("textbox", name="Message")).to_be_focused()

    splitter = video.get_by_role("separator", name="Width of the chat")
    splitter.focus()
    video.keyboard.press("End")
    expect(splitter).to_have_attribute("aria-valuenow", "560")
    assert round(video.get_by_role("region", name="Chat").bounding_box()["width"]) == 560  # type: ignore[index]
    video.keyboard.press("ArrowLeft")
    expect(splitter).to_have_attribute("aria-valuenow", "544")
    video.reload()
    expect(splitter).to_have_attribute("aria-valuenow", "544")
    splitter.dblclick()
    expect(splitter).to_have_attribute("aria-valuenow", "400")

    leave_fields(video)
    video.keyboard.press("Control+e")
    expect(video.get_by_role("menuitem", name="Project as a zip")).to_be_visible()
    look(video, "export-menu")
    video.keyboard.press("Escape")


def test_the_project_is_renamed_and_taken_along(video: Page, tmp_path: Path) -> None:
    video.get_by_role("button", name="Rename").click()
    video.get_by_label("Project name").fill(LONG_NAME)
    video.keyboard.press("Enter")
    heading = video.get_by_role("heading", level=1)
    expect(heading).to_have_text(LONG_NAME)
    video.set_viewport_size({"width": 820, "height": 900})
    look(video, "workspace-long-name")
    expect(video.get_by_role("button", name="Export")).to_be_in_viewport()

    video.get_by_role("button", name="Export").click()
    with video.expect_download() as download:
        video.get_by_role("menuitem", name="Project as a zip").click()
    download.value.save_as(tmp_path / "project.zip")
    with zipfile.ZipFile(tmp_path / "project.zip") as archive:
        assert any(name.endswith("src/MyVideo.tsx") for name in archive.namelist())

    video.get_by_role("button", name="Export").click()
    video.get_by_role("menuitem", name="Clone with git").click()
    expect(video.get_by_role("dialog").get_by_text(re.compile(r"git clone .*/git/"))).to_be_visible()
    look(video, "clone-dialog")
    video.keyboard.press("Escape")

    video.route(
        "**/api/projects/*", lambda route: route.abort() if route.request.method == "PATCH" else route.continue_()
    )
    video.set_viewport_size({"width": 1440, "height": 900})
    video.get_by_role("button", name="Rename").click()
    video.get_by_label("Project name").fill("Slow Coast")
    video.keyboard.press("Enter")
    problem = video.get_by_role("alert").filter(has_text="The name wasn’t changed")
    expect(problem).to_be_visible()
    look(video, "workspace-problem")
    video.unroute_all()
    problem.get_by_role("button", name="Try again").click()
    expect(heading).to_have_text("Slow Coast")
    expect(problem).to_be_hidden()


def test_a_panel_that_cannot_be_loaded_keeps_to_itself_and_finds_back(video: Page) -> None:
    video.reload()
    expect(saved(video)).to_be_visible()
    video.route("**/code-panel*", lambda route: route.abort())
    video.get_by_role("tab", name="Code").click()
    alert = video.get_by_role("alert").filter(has_text="Code stopped working")
    expect(alert).to_be_visible()
    look(video, "workspace-panel-broken")
    expect(video.get_by_role("textbox", name="Message")).to_be_enabled()
    video.get_by_role("tab", name="Preview").click()
    expect(video.get_by_role("button", name="Play", exact=True)).to_be_enabled(timeout=30_000)


def test_on_a_phone_the_video_stays_on_top_of_the_chat(video: Page) -> None:
    video.set_viewport_size({"width": 390, "height": 844})
    stage = video.get_by_role("region", name="Preview")
    composer = video.get_by_role("textbox", name="Message")
    look(video, "phone-workspace")
    for name in ("Share", "Export", "More", "Play"):
        box = video.get_by_role("button", name=name, exact=name != "Share").first.bounding_box()
        assert box
        assert min(box["width"], box["height"]) >= TOUCH_PX, (name, box)

    handle = video.get_by_role("button", name="Taller chat")
    middle = height(stage)
    handle.click()
    expect(handle).to_have_attribute("aria-expanded", "true")
    assert height(stage) < middle
    look(video, "phone-chat-tall")
    drag(video, handle, 300)
    expect(handle).to_have_attribute("aria-expanded", "false")
    assert height(stage) > middle
    expect(composer).to_be_in_viewport(ratio=1)
    handle.press("ArrowUp")
    assert round(height(stage)) == round(middle)

    video.get_by_role("button", name="More", exact=True).click()
    drawer = video.get_by_role("dialog", name="More")
    look(video, "phone-drawer")
    expect(drawer.get_by_role("button", name="Code")).to_have_count(0)
    drawer.get_by_role("button", name="History").click()
    expect(drawer).to_be_hidden()
    expect(composer).to_be_hidden()
    look(video, "phone-history")
    video.get_by_role("button", name="Video", exact=True).click()
    expect(composer).to_be_visible()

    # As high as a phone is above its keyboard.
    video.set_viewport_size({"width": 390, "height": 420})
    composer.focus()
    expect(composer).to_be_in_viewport(ratio=1)
    assert video.evaluate("document.documentElement.scrollWidth") <= 390


def test_the_page_fits_when_it_is_zoomed_to_twice_its_size(video: Page) -> None:
    video.set_viewport_size({"width": 720, "height": 450})
    expect(video.get_by_role("textbox", name="Message")).to_be_in_viewport(ratio=1)
    expect(video.get_by_role("button", name="Play", exact=True)).to_be_in_viewport(ratio=1)
    look(video, "workspace-zoomed")


def test_it_is_laid_out_from_right_to_left_where_people_read_so(video: Page) -> None:
    video.goto(f"{video.url.split('?')[0]}?locale=ar-XB")
    chat = video.locator("#chat")
    expect(chat).to_be_visible()
    box = chat.bounding_box()
    assert box
    assert box["x"] > 800
    splitter = video.get_by_role("separator").first
    splitter.focus()
    before = int(splitter.get_attribute("aria-valuenow") or 0)
    video.keyboard.press("ArrowLeft")
    expect(splitter).to_have_attribute("aria-valuenow", str(before + 16))
    splitter.dblclick()


def test_what_cannot_be_saved_is_named_and_can_be_downloaded(video: Page, tmp_path: Path) -> None:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("src/MyVideo.tsx", "export {};\n")
    failed = {"state": "failed", "reason": "Our storage doesn’t answer."}
    sockets: list[WebSocketRoute] = []

    def between(socket: WebSocketRoute) -> None:
        """A pod whose saving fails: all else is the real one's."""
        server = socket.connect_to_server()

        def from_page(message: str | bytes) -> None:
            if json.loads(message)["type"] == "unsaved":
                tell(
                    socket,
                    type="unsaved",
                    part=0,
                    parts=1,
                    files=["src/MyVideo.tsx"],
                    fileCount=1,
                    leftOut=[],
                    data=base64.b64encode(archive.getvalue()).decode(),
                )
            else:
                server.send(message)

        def from_pod(message: str | bytes) -> None:
            event = json.loads(message)
            if failed and event["type"] == "save.state":
                event.update(failed)
            elif failed and event["type"] == "snapshot":
                event["save"] = failed
            socket.send(json.dumps(event))
            if failed and socket not in sockets:
                sockets.append(socket)
                tell(socket, type="save.state", **failed)

        socket.on_message(from_page)
        server.on_message(from_pod)

    video.route_web_socket("**/events*", between)
    video.reload()
    expect(video.get_by_role("button", name="Play", exact=True)).to_be_enabled(timeout=30_000)
    bar = video.get_by_role("alert").filter(has_text="couldn’t save 1 changed file")
    expect(bar).to_contain_text("trying again")
    expect(video).to_have_title(re.compile("^Not saved"))
    bar.get_by_role("button", name="What isn’t saved").click()
    expect(video.get_by_text("src/MyVideo.tsx", exact=True)).to_be_visible()
    look(video, "workspace-not-saved")
    video.keyboard.press("Escape")
    with video.expect_download() as download:
        bar.get_by_role("button", name="Download").click()
    download.value.save_as(tmp_path / "unsaved.zip")
    assert zipfile.ZipFile(tmp_path / "unsaved.zip").namelist() == ["src/MyVideo.tsx"]
    failed.clear()  # the route stays for as long as the page
    tell(sockets[-1], type="save.state", state="saved", sha="a" * 40)
    expect(bar).to_be_hidden()


def test_offline_is_told_and_mends_itself(video: Page) -> None:
    note(video, "body", "Back online. Nothing was missed.")
    video.context.set_offline(True)
    try:
        expect(video.get_by_role("status").filter(has_text="You’re offline")).to_be_visible()
        expect(video).to_have_title(re.compile("^Offline"))
        video.get_by_role("textbox", name="Message").fill("Kept while I am away")
        look(video, "workspace-offline")
    finally:
        video.context.set_offline(False)
    noted(video, "Back online. Nothing was missed.")
    expect(video.get_by_role("textbox", name="Message")).to_have_value("Kept while I am away")
    video.get_by_role("textbox", name="Message").fill("")


def test_pages_that_are_not_there_say_so_and_lead_on(video: Page, demo_stack: Stack) -> None:
    where = video.url
    video.goto(f"{demo_stack.url}/nowhere")
    expect(video.get_by_role("heading", name="There is no page here")).to_be_visible()
    look(video, "not-found")
    video.get_by_role("link", name="Go to projects").click()
    expect(video.get_by_role("heading", level=1)).to_be_focused()

    video.goto(where)
    expect(saved(video)).to_be_visible()
    trash(video)
    expect(video.get_by_role("heading", name=re.compile("is in the trash"))).to_be_visible()
    expect(video).to_have_title(re.compile("^In the trash"))
    look(video, "workspace-in-trash")
    video.get_by_role("button", name="Bring it back").click()
    expect(saved(video)).to_be_visible(timeout=60_000)


def trash(page: Page) -> None:
    """Put the only project into the trash in another tab, as people do."""
    other = page.context.new_page()
    other.goto(page.url.split("/projects/")[0] + "/projects")
    other.get_by_role("button", name=re.compile("^More for ")).click()
    other.get_by_role("menuitem", name="Move to trash").click()
    expect(other.get_by_role("button", name=re.compile("^More for "))).to_have_count(0)
    other.close()


def tell(socket: WebSocketRoute, **event: object) -> None:
    """Speak to the page as its pod does."""
    socket.send(json.dumps({"v": 1, "ts": "2026-01-01T00:00:00Z", **event}))


def height(element: Locator) -> float:
    box = element.bounding_box()
    assert box
    return box["height"]


def drag(page: Page, handle: Locator, down: int) -> None:
    box = handle.bounding_box()
    assert box
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x, y + down / 2)
    page.mouse.move(x, y + down)
    page.mouse.up()
