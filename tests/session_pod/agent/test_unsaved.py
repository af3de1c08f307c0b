import base64
import io
import zipfile
from pathlib import Path

import pygit2
from pygit2.enums import FileMode

from common.errors import StoryDreamError
from session_pod.agent.unsaved import ARCHIVE_MAX_BYTES, PART_BYTES, Unsaved, UnsavedDownload, unsaved_work
from tests.session_pod.agent.harness import Browser, Harness, running_harness
from tests.session_pod.agent.scripted_model import Answer

EDIT = ("edit", {"path": "src/MyVideo.tsx", "oldText": "Slow Coast", "newText": "Fast Coast"})


def download(browser: Browser) -> tuple[list[str], dict[str, bytes]]:
    """All parts → the files told, and what is in the zip."""
    browser.send(type="unsaved", part=0)
    told = browser.wait("unsaved", part=0)
    data = base64.b64decode(told.get("data", ""))
    for part in range(1, told["parts"]):
        browser.send(type="unsaved", part=part)
        data += base64.b64decode(browser.wait("unsaved", part=part)["data"])
    if not data:
        return told["files"], {}
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return told["files"], {name: archive.read(name) for name in archive.namelist()}


def test_what_could_not_be_saved_can_be_downloaded_by_who_may_change_it() -> None:
    with running_harness(save_give_up_seconds=0.5, exit_save_seconds=0.5) as live:
        assert live.activate().status_code == 200
        live.edge.fail("POST", "/checkpoints", times=1_000, error=StoryDreamError())
        live.edge.model.plays(Answer("", [EDIT, ("create", {"path": "src/New.tsx", "content": "export {};\n"})]))
        assert live.turn("Make it fast")["status"] == "failed"
        with live.browser() as browser, live.browser(role="viewer", uid="uid-mika") as other:
            files, archive = download(browser)
            other.send(type="unsaved", part=0)
            assert other.wait("error")["code"] == "forbidden"
    assert files == sorted(archive) == ["src/MyVideo.tsx", "src/New.tsx"]
    assert b"Fast Coast" in archive["src/MyVideo.tsx"]


def test_where_everything_is_saved_there_is_nothing_to_download(live: Harness) -> None:
    with live.browser() as browser:
        assert download(browser) == ([], {})


def test_what_no_save_may_hold_and_what_is_too_much_is_named_instead(tmp_path: Path) -> None:
    git = pygit2.init_repository(str(tmp_path), bare=True)

    def tree(files: dict[str, bytes]) -> pygit2.Tree:
        builder = git.TreeBuilder()
        for name, data in files.items():
            builder.insert(name, git.create_blob(data), FileMode.BLOB)
        return git[builder.write()].peel(pygit2.Tree)

    saved = tree({"same.ts": b"same", "gone.ts": b"gone", "old.ts": b"old"})
    now = tree({"same.ts": b"same", "old.ts": b"new", "huge.bin": bytes(ARCHIVE_MAX_BYTES)})
    work = unsaved_work(saved, now, {"link": "is a link"})
    assert work.files == ["gone.ts", "huge.bin", "link", "old.ts"]
    assert work.left_out == ["huge.bin", "link"]
    with zipfile.ZipFile(io.BytesIO(work.archive)) as archive:
        assert {name: archive.read(name) for name in archive.namelist()} == {"old.ts": b"new"}


def test_a_large_download_comes_in_parts_of_the_same_archive() -> None:
    made: list[int] = []

    def work() -> Unsaved:
        made.append(1)
        return Unsaved(["a"], [], b"x" * (PART_BYTES * 2 + 1))

    download = UnsavedDownload()
    parts = [download.told(part, work) for part in range(3)]
    assert [len(base64.b64decode(part["data"])) for part in parts] == [PART_BYTES, PART_BYTES, 1]
    assert len(made) == 1
    assert "data" not in download.told(7, work)
