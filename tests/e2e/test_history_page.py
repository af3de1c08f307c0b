"""The History tab in a real Chromium: changes in words, names, going back and undoing it, without a pod, with git."""

import re
import subprocess
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.stack import Stack
from tests.e2e.test_main_job import preview, say, start_from_landing


@pytest.fixture
def video(stack: Stack, page: Page) -> Page:
    """A project with two versions of the agent's, open on its History."""
    start_from_landing(page, stack, "Change the title to Slow Coast")
    expect(preview(page).get_by_text("Slow Coast").first).to_be_visible(timeout=60_000)
    expect(page.get_by_text(re.compile("^Saved"))).to_be_visible(timeout=30_000)
    say(page, "Change the title to Night Train")
    page.get_by_role("tab", name="History").click()
    expect(page.get_by_role("article", name=re.compile("Night Train"))).to_be_visible(timeout=60_000)
    return page


def test_what_changed_is_told_in_words_and_in_code(video: Page) -> None:
    words = video.get_by_role("region", name="What changed")
    expect(words.get_by_text("“Slow Coast”")).to_be_visible()
    expect(words.get_by_text("“Night Train”")).to_be_visible()
    code = video.get_by_role("region", name=re.compile("^In code"))
    expect(code.get_by_text(re.compile("MyVideo.tsx")).first).to_be_visible()


def test_a_version_is_named_restored_and_the_restoring_undone(video: Page) -> None:
    video.get_by_role("button", name=re.compile("Slow Coast")).first.click()
    article = video.get_by_role("article")
    article.get_by_role("button", name="Name this version").click()
    article.get_by_label("Name of this version").fill("The first cut")
    video.keyboard.press("Enter")
    expect(article.get_by_text("The first cut")).to_be_visible()
    article.get_by_role("button", name="Restore").first.click()
    undo = video.get_by_role("button", name="Undo")
    expect(undo).to_be_visible(timeout=20_000)
    undo.hover()  # it stays as long as one points at it
    video.get_by_role("tab", name="Preview").press("Enter")
    expect(preview(video).get_by_text("Slow Coast").first).to_be_visible(timeout=30_000)
    undo.click()
    expect(preview(video).get_by_text("Night Train").first).to_be_visible(timeout=30_000)
    video.get_by_role("tab", name="History").click()
    video.get_by_role("button", name="Named only").click()
    expect(video.get_by_text("The first cut").first).to_be_visible()


def test_history_works_while_no_pod_runs(stack: Stack, video: Page) -> None:
    video.get_by_role("button", name=re.compile("Slow Coast")).first.click()
    where = video.url
    video.goto(f"{stack.url}/projects")
    video.route("**/session", lambda route: route.abort())
    video.goto(where)
    expect(video.get_by_role("article").get_by_text("In code")).to_be_visible(timeout=30_000)


def test_a_token_made_in_settings_opens_the_project_to_git(stack: Stack, video: Page, tmp_path: Path) -> None:
    project_id = re.search(r"/projects/([a-z0-9-]{8,40})", video.url)
    assert project_id is not None
    video.goto(f"{stack.url}/settings")
    video.get_by_role("button", name=re.compile("(New|Create|Make).*token", re.IGNORECASE)).first.click()
    video.get_by_label("Name").last.fill("laptop")
    video.get_by_role("button", name=re.compile("^(Create|Make)", re.IGNORECASE)).last.click()
    secret = video.get_by_text(re.compile("^sdt_")).first.inner_text()
    remote = f"{stack.url.replace('://', f'://any:{secret}@')}/git/{project_id.group(1)}.git"
    subprocess.run(["git", "clone", "-q", remote, str(tmp_path / "work")], check=True, timeout=60)
    assert "Night Train" in (tmp_path / "work" / "src" / "MyVideo.tsx").read_text()
    video.reload()
    expect(video.get_by_text("laptop").first).to_be_visible()
    expect(video.get_by_text(re.compile("^sdt_"))).to_have_count(0)
