"""The chat in a real Chromium: what a turn leaves to click, saying something else in an old message's place, writing
without a connection, and a conversation that is longer than anybody's screen."""

import re
from typing import Any

from playwright.sync_api import FilePayload, Locator, Page, expect

from tests.e2e.client import Person, until
from tests.e2e.conversation import seed_conversation, sign_in
from tests.e2e.looks import look
from tests.e2e.model import script
from tests.e2e.stack import Stack
from tests.e2e.test_agent_page import VIDEO
from tests.e2e.test_main_job import preview, say

TURNS = 150
NEXT = ["Make the mist thicker", "Add captions", "Try it in 9:16"]
PICTURE = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360f8cf50"
    "0f00038601805a34d06b0000000049454e44ae426082"
)


def _rewritten(title: str, said: str, *more: dict[str, Any]) -> list[dict[str, Any]]:
    video = VIDEO.replace("Slow Coast", title)
    return [
        {"tool": "delete", "input": {"path": "src/MyVideo.tsx"}},
        {"tool": "create", "input": {"path": "src/MyVideo.tsx", "content": video}},
        {"say": said},
        *more,
    ]


def _composer(page: Page) -> Locator:
    return page.get_by_role("textbox", name="Message").last


def _said(page: Page, text: str) -> Locator:
    return page.get_by_role("article", name="You").filter(has_text=text).last


def _answered(page: Page, person: Person, text: str) -> None:
    """The turn about these words is over, and the page knows."""
    project_id = page.url.rsplit("/", 1)[-1].partition("?")[0]

    def is_over() -> bool:
        return any(one["content"] == text and one["status"] == "done" for one in person.messages(project_id))

    until(f"“{text}” to be answered", is_over, 60)
    expect(page.get_by_role("button", name=re.compile("^Stop"))).to_have_count(0, timeout=30_000)


def _make_a_first_version(page: Page) -> None:
    suggest = {"tool": "suggest", "input": {"requests": NEXT}}
    say(page, script("A slow train", _rewritten("Slow Coast", "It says **Slow Coast** now.", suggest)))
    steps = page.get_by_role("list", name="Next steps")
    expect(steps.get_by_role("button")).to_have_text(NEXT, timeout=60_000)
    expect(preview(page).get_by_role("heading", name="Slow Coast")).to_be_visible(timeout=60_000)


def _look_behind_a_step(page: Page) -> None:
    page.get_by_role("list", name="What was done").last.get_by_role("button", name=re.compile("^Created")).click()
    lines = page.get_by_role("region", name=re.compile("MyVideo.tsx, line"))
    expect(lines.first).to_be_visible(timeout=20_000)
    expect(lines.filter(has_text="Slow Coast").first).to_be_visible()
    look(page, "chat-turn")
    page.get_by_role("button", name="Open the file").click()
    expect(page).to_have_url(re.compile(r"view=code&file=src%2FMyVideo\.tsx"))
    page.get_by_role("tab", name="Preview").click()


def _take_a_suggestion(page: Page, person: Person) -> None:
    page.get_by_role("list", name="Next steps").get_by_role("button", name=NEXT[1]).click()
    expect(_said(page, NEXT[1])).to_be_visible()
    expect(page.get_by_role("list", name="Next steps")).to_have_count(0)
    _answered(page, person, NEXT[1])


def _bring_back_what_one_said(page: Page) -> None:
    field = _composer(page)
    field.press("ArrowUp")
    expect(field).to_have_value(NEXT[1])
    field.press("ArrowUp")
    expect(field).to_have_value(re.compile("^A slow train"))
    field.press("ArrowDown")
    field.press("ArrowDown")
    expect(field).to_have_value("")


def _say_it_otherwise(page: Page, person: Person) -> None:
    say(page, script("Call it Night Train", _rewritten("Night Train", "Night Train it is.")))
    expect(preview(page).get_by_role("heading", name="Night Train")).to_be_visible(timeout=60_000)
    message = _said(page, "Call it Night Train")
    message.hover()
    message.get_by_role("button", name="Edit and ask again").click()
    edited = page.get_by_role("form", name="Edit and ask again")
    look(page, "chat-edit")
    edited.get_by_role("textbox").fill("Leave it as it was")
    edited.get_by_role("button", name="Go back and ask").click()
    kept = page.get_by_text(re.compile("^Kept what there was as a branch: Before “Call it Night Train"))
    expect(kept).to_be_visible(timeout=30_000)
    expect(_said(page, "Leave it as it was")).to_be_visible()
    expect(preview(page).get_by_role("heading", name="Slow Coast")).to_be_visible(timeout=30_000)
    _answered(page, person, "Leave it as it was")


def _attach_a_picture(page: Page, person: Person) -> None:
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Attach").click()
    chooser.value.set_files(FilePayload(name="morning.png", mimeType="image/png", buffer=PICTURE))
    field = _composer(page)
    field.fill("Like this photo")
    send = page.get_by_role("button", name="Send")
    expect(send).to_be_enabled(timeout=30_000)
    look(page, "chat-attachment")
    send.click()
    expect(_said(page, "Like this photo").get_by_role("img", name="morning.png")).to_be_visible(timeout=20_000)
    _answered(page, person, "Like this photo")


def _write_without_a_connection(page: Page) -> None:
    page.context.set_offline(True)
    field = _composer(page)
    field.fill("Said on the train")
    field.press("Enter")
    message = _said(page, "Said on the train")
    waits = message.get_by_text("Goes out when you are connected again")
    expect(waits).to_be_visible(timeout=30_000)
    look(page, "chat-offline")
    field.fill("Half a sent")
    page.context.set_offline(False)
    expect(waits).to_have_count(0, timeout=60_000)
    page.reload()
    expect(_composer(page)).to_have_value("Half a sent", timeout=30_000)
    expect(_said(page, "Said on the train")).to_be_visible(timeout=30_000)
    _composer(page).fill("")


def test_one_goes_on_with_a_click_looks_behind_a_step_and_says_it_otherwise(
    scripted_stack: Stack, lena: Person, page: Page
) -> None:
    project_id = lena.create_project()
    lena.open(project_id)
    sign_in(page, scripted_stack.url, lena)
    page.goto(f"{scripted_stack.url}/projects/{project_id}")
    _make_a_first_version(page)
    _look_behind_a_step(page)
    _take_a_suggestion(page, lena)
    _bring_back_what_one_said(page)
    _say_it_otherwise(page, lena)
    _attach_a_picture(page, lena)
    _write_without_a_connection(page)


_MOVED = """(from) => new Promise((done) => {
  const log = document.querySelector('[role=log]');
  const tops = () => new Map([...log.querySelectorAll('[data-index] article')].map(
    (row) => [row, row.getBoundingClientRect().top - log.getBoundingClientRect().top]));
  log.scrollTop = from;
  const height = log.scrollHeight;
  const began = performance.now();
  let before = new Map();
  const look = () => {
    const now = tops();
    if (log.scrollHeight > height * 1.3) {
      const moved = [...now].filter(([row]) => before.has(row)).map(([row, top]) => Math.abs(top - before.get(row)));
      return done({ rows: moved.length, px: Math.max(...moved) });
    }
    const late = performance.now() - began > 90_000;
    if (late) return done(`at ${log.scrollTop} of ${log.scrollHeight} px, no more was read`);
    before = now;
    requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
})"""
"""Goes up until earlier messages are read; by how much the rows in sight were moved in the list by that."""

_NO_SIGN_OF_IT = """
Object.defineProperty(Navigator.prototype, 'onLine', { get: () => true });
for (const change of ['online', 'offline']) addEventListener(change, (event) => event.stopImmediatePropagation(), true);
"""
"""The browser says that it has a network, whether it has one or not: the Wi-Fi is there, what lies behind it isn't."""


def _open_a_long_conversation(stack: Stack, person: Person, page: Page) -> Locator:
    project_id = person.create_project()
    seed_conversation(person, project_id, TURNS)
    sign_in(page, stack.url, person)
    page.goto(f"{stack.url}/projects/{project_id}")
    log = page.get_by_role("log", name="Conversation")
    expect(log.get_by_text(f"Request {TURNS}", exact=True)).to_be_in_viewport(timeout=30_000)
    return log


def test_a_long_conversation_is_read_from_its_end_without_jumps(
    scripted_stack: Stack, lena: Person, page: Page
) -> None:
    log = _open_a_long_conversation(scripted_stack, lena, page)
    assert log.get_by_role("article").count() < 60  # only what is in sight is on the page

    moved = page.evaluate(_MOVED, 900)
    assert isinstance(moved, dict), moved
    assert moved["rows"] > 1
    assert moved["px"] < 2

    log.focus()
    top = log.get_by_text("Request 1", exact=True)

    def go_up() -> bool:
        page.keyboard.press("Home")
        return top.count() > 0

    until("the first message", go_up, 40)
    expect(top).to_be_in_viewport(timeout=20_000)
    look(page, "chat-long")
    page.get_by_role("button", name="To the newest").click()
    expect(log.get_by_text(f"Request {TURNS}", exact=True)).to_be_in_viewport(timeout=20_000)
    expect(page.get_by_role("button", name="To the newest")).to_have_count(0)


def test_what_came_before_is_asked_for_until_the_server_answers(
    scripted_stack: Stack, lena: Person, page: Page
) -> None:
    """A database out of reach answers from what the page knows already, which is not where a conversation begins."""
    page.add_init_script(_NO_SIGN_OF_IT)
    log = _open_a_long_conversation(scripted_stack, lena, page)

    page.context.set_offline(True)
    log.focus()
    again = page.get_by_role("button", name="Read earlier messages")

    def go_up() -> bool:
        page.keyboard.press("Home")
        return again.count() > 0

    until("the page to say that it can't read on", go_up, 90)
    look(page, "chat-unread")
    page.context.set_offline(False)
    top = log.get_by_text("Request 1", exact=True)

    def read_on() -> bool:
        if again.count() > 0:
            again.click()
        page.keyboard.press("Home")
        return top.count() > 0

    until("the first message", read_on, 90)
    expect(top).to_be_in_viewport(timeout=20_000)
