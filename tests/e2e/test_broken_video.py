"""Code that doesn't compile is shown with file and line, and can be mended; an endless loop leaves the app usable."""

import re

from playwright.sync_api import Page, expect

from tests.e2e.client import Json, Person
from tests.e2e.model import script
from tests.e2e.stack import Stack
from tests.e2e.test_main_job import preview, say, sign_up

BROKEN = "import {AbsoluteFill} from 'remotion';\n\nexport const MyVideo = () => {\n  return <AbsoluteFill>;\n};\n"
FINE = (
    "import {AbsoluteFill} from 'remotion';\n\nexport const MyVideo = () => (\n"
    "  <AbsoluteFill style={{backgroundColor: '#123456', color: 'white'}}>Mended again</AbsoluteFill>\n);\n"
)
LOOP = (
    "import {AbsoluteFill, useCurrentFrame} from 'remotion';\n\nexport const MyVideo = () => {\n"
    "  const frame = useCurrentFrame();\n  while (frame >= 0 && typeof document !== 'undefined') { /* for ever */ }\n"
    "  return <AbsoluteFill>never</AbsoluteFill>;\n};\n"
)


def _replace(content: str) -> list[Json]:
    """The model's steps that leave src/MyVideo.tsx with this content."""
    return [
        {"tool": "delete", "input": {"path": "src/MyVideo.tsx"}},
        {"tool": "create", "input": {"path": "src/MyVideo.tsx", "content": content}},
        {"say": "There you are."},
    ]


def _new_project(page: Page, stack: Stack) -> None:
    sign_up(page, stack)
    page.get_by_role("button", name=re.compile("New project")).first.click()
    page.get_by_label("Describe the video").last.fill(script("Hello", [{"say": "Hello."}]))
    page.get_by_role("button", name=re.compile("Make the video|Create")).last.click()
    page.wait_for_url(re.compile(r"/projects/[a-z0-9-]{8,40}$"), timeout=30_000)
    expect(preview(page).locator("body")).to_be_visible(timeout=60_000)
    expect(page.get_by_text("Hello.", exact=True).first).to_be_visible(timeout=60_000)


def test_code_that_does_not_compile_is_shown_with_file_and_line_and_mended(scripted_stack: Stack, page: Page) -> None:
    _new_project(page, scripted_stack)
    stage = page.get_by_role("region", name="Preview")
    say(page, script("Break it", _replace(BROKEN)))
    expect(stage.get_by_text(re.compile(r"MyVideo\.tsx:5")).first).to_be_visible(timeout=60_000)
    say(page, script("Mend it", _replace(FINE)))
    expect(preview(page).get_by_text("Mended again").first).to_be_visible(timeout=60_000)
    expect(stage.get_by_text(re.compile(r"MyVideo\.tsx:5"))).to_have_count(0)


def test_the_agent_sees_what_broke(lena: Person) -> None:
    project_id = lena.create_project()
    steps: list[Json] = [*_replace(BROKEN)[:2], {"tool": "check", "input": {}}, *_replace(FINE)]
    lena.turn(project_id, script("Break, look, mend", steps))
    answer = next(message for message in lena.messages(project_id) if message["role"] == "assistant")
    assert answer["status"] == "done"
    assert "Mended again" in lena.file(project_id, "src/MyVideo.tsx")


def test_an_endless_loop_leaves_the_app_usable(scripted_stack: Stack, page: Page) -> None:
    _new_project(page, scripted_stack)
    say(page, script("Loop", _replace(LOOP)))
    reload = page.get_by_role("button", name="Reload the preview")
    expect(reload).to_be_visible(timeout=60_000)
    box = page.get_by_role("textbox", name="Message")
    box.fill("still typing", timeout=30_000)
    assert box.input_value(timeout=30_000) == "still typing"
    box.fill("")
    say(page, script("Mend it", _replace(FINE)))
    expect(reload).to_have_count(0, timeout=90_000)  # by itself; nothing is asked of the frame that hangs till then
    expect(preview(page).get_by_text("Mended again").first).to_be_visible(timeout=60_000)
