"""Sharing in a real Chromium: inviting, proving an address, who edits, other roles, leaving, asking; a watch link."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from common.ids import new_id
from tests.e2e.client import Person
from tests.e2e.conversation import sign_in
from tests.e2e.looks import judge, look, note, noted
from tests.e2e.stack import Stack
from tests.e2e.test_main_job import fill_account

SLOW = 40_000


@pytest.fixture
def other(browser: Browser) -> Iterator[Page]:
    """Another person's browser."""
    context = browser.new_context(viewport={"width": 1440, "height": 900}, color_scheme="dark")
    context.set_default_timeout(20_000)
    yield context.new_page()
    context.close()


def _open(page: Page, url: str, project_id: str) -> None:
    page.goto(f"{url}/projects/{project_id}")
    expect(page.get_by_role("heading", name="Slow Coast")).to_be_visible(timeout=SLOW)
    _plays(page)


def _plays(page: Page) -> None:
    """The preview can be played: nothing of it is greyed any more."""
    expect(page.get_by_role("button", name="Play", exact=True)).to_be_enabled(timeout=SLOW)


def _share(page: Page) -> None:
    page.get_by_role("button", name=re.compile("^Share")).click()
    expect(page.get_by_role("dialog", name="Share Slow Coast")).to_be_visible()


def _invite(page: Page, email: str) -> str:
    """Invite somebody to edit; → the link that is passed on."""
    _share(page)
    dialog = page.get_by_role("dialog", name="Share Slow Coast")
    dialog.get_by_label("Add people by e-mail").fill("mika")
    dialog.get_by_role("button", name="Invite", exact=True).click()
    expect(dialog.get_by_text(re.compile("^Nobody was invited"))).to_be_visible()
    dialog.get_by_label("Add people by e-mail").fill(email)
    dialog.get_by_role("button", name="Invite", exact=True).click()
    expect(dialog.get_by_text("invited just now")).to_be_visible()
    expect(dialog.get_by_text(re.compile("No mail is sent"))).to_be_visible()
    look(page, "share-dialog")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    note(page, "button", "Copied")
    dialog.get_by_role("button", name=re.compile(f"^Copy link.*{email}")).click()
    noted(page, "Copied")
    link: str = page.evaluate("() => navigator.clipboard.readText()")
    page.keyboard.press("Escape")
    return link


def _join(page: Page, link: str, email: str) -> None:
    """Make an account with the address that was invited, prove it, and join."""
    page.goto(link)
    page.get_by_role("button", name="Create an account").click()
    fill_account(page, email)
    expect(page.get_by_role("heading", name="Somebody shares a video with you")).to_be_visible(timeout=SLOW)
    look(page, "invite-unconfirmed")
    page.get_by_role("button", name="Send me the link").click()
    page.get_by_role("link", name=f"Confirm {email}").click()
    expect(page.get_by_role("heading", name=re.compile("invites you to edit “Slow Coast”"))).to_be_visible(timeout=SLOW)
    look(page, "invite")
    page.get_by_role("button", name="Join").click()
    expect(page.get_by_role("heading", name="Slow Coast")).to_be_visible(timeout=SLOW)


def _pass_the_pen(owner: Page, guest: Page) -> None:
    expect(guest.get_by_text(re.compile("is editing. You can watch, live"))).to_be_visible(timeout=SLOW)
    expect(guest.get_by_role("textbox", name="Message")).to_have_count(0)
    _plays(guest)
    look(guest, "somebody-else-edits")
    expect(owner.get_by_role("button", name="2 people here now")).to_be_visible()
    guest.get_by_role("button", name="Ask to take over").click()
    expect(guest.get_by_text(re.compile("^You asked"))).to_be_visible()
    expect(owner.get_by_text(re.compile("asks to take over"))).to_be_visible()
    look(owner, "takeover-asked")
    owner.get_by_role("button", name="Keep editing").click()
    expect(guest.get_by_text(re.compile("would like to finish first"))).to_be_visible()
    guest.get_by_role("button", name="Ask again").click()
    owner.get_by_role("button", name="Let them").click()
    expect(guest.get_by_role("textbox", name="Message")).to_be_visible()
    expect(owner.get_by_role("textbox", name="Message")).to_have_count(0)
    owner.get_by_role("button", name="2 people here now").click()
    expect(owner.get_by_role("list", name="Who is here").get_by_text("editing")).to_be_visible()
    owner.keyboard.press("Escape")


def _make_a_viewer(owner: Page, guest: Page) -> None:
    _share(owner)
    role = owner.get_by_role("button", name=re.compile("^What mika.* may do: can edit"))
    role.click()
    owner.get_by_role("menuitemradio", name="can watch").click()
    expect(owner.get_by_role("button", name=re.compile("^What mika.* may do: can watch"))).to_be_visible()
    expect(guest.get_by_text(re.compile("^You can watch everything here, live"))).to_be_visible(timeout=SLOW)
    _plays(guest)
    look(guest, "viewer")
    owner.keyboard.press("Escape")
    expect(owner.get_by_role("textbox", name="Message")).to_be_visible(timeout=SLOW)


def _see_what_is_said_live(owner: Page, guest: Page) -> None:
    owner.get_by_role("textbox", name="Message").fill("Make the title “Fast Coast”")
    owner.get_by_role("button", name="Send").click()
    expect(guest.get_by_role("log").get_by_text("Make the title “Fast Coast”")).to_be_visible(timeout=SLOW)
    expect(guest.frame_locator("iframe").get_by_text("Fast Coast").first).to_be_visible(timeout=60_000)


def _remove(owner: Page, guest: Page) -> None:
    _share(owner)
    owner.get_by_role("button", name=re.compile("^What mika.* may do")).click()
    owner.get_by_role("menuitem", name="Remove").click()
    owner.get_by_role("button", name="Remove", exact=True).click()
    expect(guest.get_by_role("heading", name="You no longer have access")).to_be_visible(timeout=SLOW)
    look(guest, "no-access-any-more")
    owner.keyboard.press("Escape")


def _ask_to_be_let_in(owner: Page, guest: Page) -> None:
    guest.get_by_label("A word to the owner").fill("Only to show it on Friday")
    guest.get_by_role("button", name="Ask for access").click()
    expect(guest.get_by_role("heading", name="Asked")).to_be_visible()
    _share(owner)
    request = owner.get_by_role("listitem").filter(has_text="Only to show it on Friday")
    expect(request).to_be_visible()
    look(owner, "share-requests")
    request.get_by_role("button", name="Let them watch").click()
    expect(request).to_have_count(0)
    owner.keyboard.press("Escape")
    expect(guest.get_by_text(re.compile("^You can watch everything here, live"))).to_be_visible(timeout=SLOW)


def _leave(guest: Page) -> None:
    guest.get_by_role("button", name=re.compile("^Share")).click()
    judge(guest, "people in a project")
    guest.get_by_role("button", name="Leave this project").click()
    guest.get_by_role("button", name="Leave", exact=True).click()
    guest.wait_for_url("**/projects/shared")
    expect(guest.get_by_text("Slow Coast")).to_have_count(0)


def test_one_invites_passes_the_pen_changes_roles_and_takes_access_away(stack: Stack, page: Page, other: Page) -> None:
    with Person(stack.url, "lena") as lena:
        project_id = lena.create_project()
        sign_in(page, stack.url, lena)
        _open(page, stack.url, project_id)
        email = f"mika-{new_id()[:8]}@example.test"
        _join(other, _invite(page, email), email)
        _pass_the_pen(page, other)
        _make_a_viewer(page, other)
        _see_what_is_said_live(page, other)
        _remove(page, other)
        _ask_to_be_let_in(page, other)
        _leave(other)


def test_who_has_the_link_watches_until_it_is_switched_off(stack: Stack, page: Page, other: Page) -> None:
    with Person(stack.url, "lena") as lena, Person(stack.url, "mallory") as mallory:
        project_id = lena.create_project()
        sign_in(page, stack.url, lena)
        _open(page, stack.url, project_id)
        _share(page)
        page.get_by_role("switch", name="Anyone with the link can watch").click()
        address = page.get_by_text(re.compile(r"/watch/[\w-]{24}$"))
        expect(address).to_be_visible()
        link = address.inner_text()
        other.goto(link)
        expect(other.get_by_role("heading", name="Slow Coast")).to_be_visible(timeout=SLOW)
        look(other, "watch-building")
        play = other.get_by_role("button", name="Play", exact=True).first
        expect(play).to_be_enabled(timeout=90_000)
        play.click()
        expect(other.frame_locator("iframe").get_by_text("Every story").first).to_be_attached(timeout=SLOW)
        look(other, "watch")
        page.get_by_role("switch", name="Anyone with the link can watch").click()
        expect(address).to_have_count(0)
        other.reload()
        expect(other.get_by_role("heading", name="This link was switched off")).to_be_visible(timeout=SLOW)
        look(other, "watch-switched-off")
        other.goto(f"{stack.url}/watch/never-was-one")
        expect(other.get_by_role("heading", name="There is no video here")).to_be_visible(timeout=SLOW)
        judge(other, "unknown watch link")
        sign_in(other, stack.url, mallory)
        other.goto(f"{stack.url}/projects/{project_id}")
        expect(other.get_by_role("heading", name="This project isn’t open to you")).to_be_visible(timeout=SLOW)
        look(other, "no-access")
