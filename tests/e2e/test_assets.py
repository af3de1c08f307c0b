"""People's own files in a real Chromium: brought along by every way there is, seen, used, removed, undone."""

import io
import math
import re
import struct
import wave
from pathlib import Path

from PIL import Image
from playwright.sync_api import FilePayload, Page, Route, expect

from common.ids import new_id
from tests.e2e.client import PASSWORD, until
from tests.e2e.looks import look
from tests.e2e.stack import Stack
from tests.e2e.test_main_job import preview, sign_up, start_from_landing

SVG = (
    b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 20"><script>1</script><circle cx="9" cy="9" r="8"/></svg>'
)
DROP = """([name, text]) => {
  const data = new DataTransfer();
  data.items.add(new File([text], name, {type: 'image/svg+xml'}));
  for (const kind of ['dragenter', 'dragover', 'drop'])
    document.activeElement.dispatchEvent(new DragEvent(kind, {bubbles: true, cancelable: true, dataTransfer: data}));
}"""
PASTE = """([name, text]) => {
  const clipboardData = new DataTransfer();
  clipboardData.items.add(new File([text], name, {type: 'image/svg+xml'}));
  document.activeElement.dispatchEvent(new ClipboardEvent('paste', {bubbles: true, cancelable: true, clipboardData}));
}"""
IN_THE_POD = "async () => (await fetch('/uploads/Logo.png')).headers.get('content-type')"


def png() -> FilePayload:
    file = io.BytesIO()
    Image.new("RGB", (640, 360), "#2b6cb0").save(file, "PNG")
    return {"name": "Logo.png", "mimeType": "image/png", "buffer": file.getvalue()}


def sound(seconds: float = 0.5) -> FilePayload:
    file = io.BytesIO()
    with wave.open(file, "wb") as written:
        written.setnchannels(1)
        written.setsampwidth(2)
        written.setframerate(8_000)
        tone = (int(9_000 * math.sin(step / 3)) for step in range(int(8_000 * seconds)))
        written.writeframes(b"".join(struct.pack("<h", value) for value in tone))
    return {"name": "voice over.wav", "mimeType": "audio/wav", "buffer": file.getvalue()}


def named(payload: bytes, name: str, mime: str) -> FilePayload:
    return {"name": name, "mimeType": mime, "buffer": payload}


def choose(page: Page, button: str, *files: FilePayload) -> None:
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name=button).click()
    chooser.value.set_files(list(files))


def open_assets(page: Page) -> None:
    page.get_by_role("tab", name="Assets").click()


def test_files_are_brought_along_used_removed_and_put_back(stack: Stack, page: Page) -> None:
    start_from_landing(page, stack, "Change the title to Slow Coast")
    expect(preview(page).get_by_text("Slow Coast").first).to_be_visible(timeout=60_000)
    open_assets(page)
    expect(page.get_by_role("heading", name="Your own pictures, videos and sound")).to_be_visible()
    look(page, "assets-empty")

    fake = named(b"<html>no picture</html>", "fake.png", "image/png")
    choose(page, "Choose files", png(), sound(), named(SVG, "mark.svg", "image/svg+xml"), fake)
    files = page.get_by_role("list", name="Assets")
    for name in ("Logo.png", "voice-over.wav", "mark.svg"):
        expect(files.get_by_role("button", name=f"More about {name}")).to_be_visible(timeout=30_000)
    expect(files.get_by_role("alert")).to_contain_text("says it is image/png", timeout=30_000)
    expect(files.get_by_text("640 × 360")).to_be_visible()
    expect(files.get_by_role("img", name="Logo.png")).to_be_visible()
    look(page, "assets")
    files.get_by_role("button", name="Remove fake.png").click()
    until("the pod to have it", lambda: page.frames[1].evaluate(IN_THE_POD) == "image/png")

    page.get_by_role("searchbox", name="Search files").fill("voice")
    expect(files.get_by_role("listitem")).to_have_count(1)
    files.get_by_role("button", name="Play voice-over.wav").click()
    expect(files.get_by_text("0:00").first).to_be_visible()
    page.get_by_role("searchbox", name="Search files").fill("nothing like it")
    expect(page.get_by_role("heading", name="No file is called so")).to_be_visible()
    page.get_by_role("button", name="Show all").click()
    page.get_by_role("radio", name="Pictures").click()
    expect(files.get_by_role("listitem")).to_have_count(2)
    page.get_by_role("radio", name="All").click()

    files.get_by_role("button", name="More about mark.svg").click()
    page.get_by_role("menuitem", name="Remove").click()
    expect(files.get_by_role("button", name="More about mark.svg")).to_have_count(0, timeout=20_000)
    page.get_by_role("button", name="Undo").click()
    expect(files.get_by_role("button", name="More about mark.svg")).to_be_visible(timeout=20_000)

    files.get_by_role("button", name="Use Logo.png in the video").click()
    expect(page.get_by_role("textbox", name="Message")).to_have_value(re.compile("Logo.png"))
    expect(page.get_by_role("list", name="Attached files").get_by_text("Logo.png")).to_be_visible()
    look(page, "assets-attached")
    page.get_by_role("button", name="Send", exact=True).click()
    sent = page.get_by_role("article", name="You").last
    expect(sent.get_by_role("img", name="Logo.png")).to_be_visible(timeout=20_000)
    expect(page.get_by_role("button", name="Remove Logo.png")).to_have_count(0)
    page.reload()
    expect(page.get_by_role("article", name="You").last.get_by_role("img", name="Logo.png")).to_be_visible()


def test_files_are_dropped_and_pasted_on_the_chat_and_shown_on_their_way(stack: Stack, page: Page) -> None:
    sign_up(page, stack)
    project_id = new_project(page, stack)
    page.goto(f"{stack.url}/projects/{project_id}")
    message = page.get_by_role("textbox", name="Message")
    message.click()
    page.evaluate(DROP, ["dropped.svg", SVG.decode()])
    chips = page.get_by_role("list", name="Attached files")
    expect(chips.get_by_text("dropped.svg")).to_be_visible()
    message.click()
    page.evaluate(PASTE, ["pasted.svg", SVG.decode()])
    expect(chips.get_by_text("pasted.svg")).to_be_visible()
    chips.get_by_role("button", name="Remove pasted.svg").click()
    expect(chips.get_by_role("listitem")).to_have_count(1)

    waiting: list[Route] = []
    held = [True]
    page.route("**/incoming/**", lambda route: waiting.append(route) if held else route.continue_())
    open_assets(page)
    choose(page, "Upload", named(SVG, "slow.svg", "image/svg+xml"))
    page.get_by_role("tab", name="Preview").click()
    tray = page.get_by_role("region", name="Uploads and downloads")
    expect(tray.get_by_text("slow.svg")).to_be_visible()
    look(page, "tray")
    tray.get_by_role("button", name="Fold", exact=True).click()
    expect(tray.get_by_text("slow.svg")).to_be_hidden()
    tray.get_by_role("button", name="Unfold").click()
    held.clear()  # nor what is asked for only now
    for route in waiting:
        route.continue_()
    expect(tray).to_have_count(0, timeout=30_000)
    open_assets(page)
    expect(page.get_by_role("button", name="More about slow.svg")).to_be_visible(timeout=20_000)
    page.set_viewport_size({"width": 390, "height": 844})
    look(page, "assets-phone")


def test_ones_data_is_taken_along_and_the_account_erased(stack: Stack, page: Page, tmp_path: Path) -> None:
    email = sign_up(page, stack)
    page.goto(f"{stack.url}/settings")
    with page.expect_download(timeout=30_000) as download:
        page.get_by_role("button", name="Download my data").click()
    download.value.save_as(tmp_path / "data.zip")
    assert (tmp_path / "data.zip").read_bytes().startswith(b"PK")
    expect(page.get_by_text("Your data is in your downloads.")).to_be_visible()

    page.get_by_role("button", name="Delete account…").click()
    go = page.get_by_role("button", name="Delete for good")
    expect(go).to_be_disabled()
    look(page, "delete-account")
    page.get_by_label(f"Type {email} to confirm").fill(email.upper())
    go.click()
    page.wait_for_url(f"{stack.url}/", timeout=30_000)
    page.goto(f"{stack.url}/sign-in")
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name=re.compile("^Sign in$")).last.click()
    expect(page.get_by_text("E-mail and password don’t match.")).to_be_visible(timeout=20_000)


def new_project(page: Page, stack: Stack) -> str:
    """A project of the signed-in person's that is set up, made beside the page; → its id."""
    project_id = new_id()
    with page.expect_response("**/api/me") as asked:
        page.goto(f"{stack.url}/projects")
    headers = {"Authorization": asked.value.request.headers["authorization"]}
    made = page.request.post(
        f"{stack.url}/api/projects", data={"id": project_id, "name": "Slow Coast"}, headers=headers
    )
    assert made.ok, made.text()
    address = f"{stack.url}/api/projects/{project_id}"
    # No file is taken before.
    until("the project", lambda: page.request.get(address, headers=headers).json()["status"] == "ready", 90)
    return project_id
