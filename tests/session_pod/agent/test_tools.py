import os
import shutil
import socket
import tempfile
import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from common.chat_models import choices_of
from common.errors import StoryDreamError
from common.history_models import Passage
from session_pod.agent.project import ProjectClient
from session_pod.agent.tools import all_tools
from session_pod.agent.tools.brief import Locks, locked_scenes
from session_pod.agent.tools.find import matches
from session_pod.agent.tools.paths import parts_of, read_text, write_text
from session_pod.agent.tools.tool import RESULT_CHARS_MAX
from session_pod.agent.tools.toolbox import ToolBox


class NoPast:
    """Nothing was ever said."""

    def search_history(self, query: str) -> list[Passage]:
        assert query
        return []


@pytest.fixture
def root(tmp_path: Path) -> Path:
    project = tmp_path / "project"
    (project / "src/components").mkdir(parents=True)
    (project / "src/MyVideo.tsx").write_text("one\ntwo\nthree\n")
    (project / "src/components/Title.tsx").write_text("export {};\n")
    (tmp_path / "secret.txt").write_text("secret")
    return project


@pytest.fixture
def toolbox(root: Path) -> Iterator[ToolBox]:
    """With a runner that hangs up on everyone."""
    folder = tempfile.mkdtemp(prefix="sd-")
    path = Path(folder, "gone.sock")
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(path))
        listener.listen()
        thread = threading.Thread(target=_hang_up, args=(listener,), daemon=True)
        thread.start()
        project = ProjectClient(path, path)
        yield ToolBox(all_tools(root, project, NoPast(), "turn-00000001"))
        project.close()
        listener.shutdown(socket.SHUT_RDWR)
        thread.join()
    shutil.rmtree(folder)


def _hang_up(listener: socket.socket) -> None:
    with suppress(OSError):
        while True:
            listener.accept()[0].close()


def test_the_model_is_told_each_tool_in_full_and_nothing_else(toolbox: ToolBox) -> None:
    for schema in toolbox.schemas():
        assert len(schema["description"]) > 10
        told = schema["input_schema"]
        assert (told["type"], told["additionalProperties"]) == ("object", False)
        assert set(told) <= {"type", "additionalProperties", "properties", "required", "$defs"}
        for field in told["properties"].values():
            assert field.get("description")
            assert not {"title", "default"} & set(field)
    view = next(schema for schema in toolbox.schemas() if schema["name"] == "view")["input_schema"]
    assert view["required"] == ["path"]
    assert view["properties"]["endLine"]["type"] == "integer"
    assert view["properties"]["endLine"]["minimum"] == 1


@pytest.mark.parametrize(
    "path",
    ["/etc/passwd", "../secret.txt", "src/../../secret.txt", ".git/config", "a/.GIT/x", "~/x", "a\0b", "", "a\\b"],
)
def test_paths_that_lead_out_are_refused(path: str, root: Path) -> None:
    with pytest.raises(StoryDreamError):
        parts_of(path)


def test_links_are_not_followed_wherever_they_stand(root: Path, toolbox: ToolBox) -> None:
    (root / "link.txt").symlink_to(root.parent / "secret.txt")
    (root / "folder").symlink_to(root.parent)
    for path in ("link.txt", "folder/secret.txt"):
        with pytest.raises(StoryDreamError, match="symbolic link"):
            read_text(root, path)
        assert toolbox.run("view", {"path": path}).failed
    assert toolbox.run("create", {"path": "folder/new.txt", "content": "x"}).failed
    assert not (root.parent / "new.txt").exists()
    assert "secret" not in toolbox.run("view", {"path": "folder"}).text
    assert toolbox.run("delete", {"path": "folder/secret.txt"}).failed
    assert not toolbox.run("delete", {"path": "link.txt"}).failed
    assert (root.parent / "secret.txt").exists()


def test_a_pipe_or_a_binary_or_a_giant_is_no_text_file(root: Path, toolbox: ToolBox) -> None:
    os.mkfifo(root / "pipe")
    (root / "image.png").write_bytes(b"\x89PNG\xff\x00")
    (root / "giant.txt").write_bytes(b"x" * (1024 * 1024 + 1))
    for path in ("pipe", "image.png", "giant.txt", "src", "nowhere.txt"):
        with pytest.raises(StoryDreamError):
            read_text(root, path)


def test_view_numbers_lines_and_says_what_is_left(toolbox: ToolBox, root: Path) -> None:
    assert toolbox.run("view", {"path": "src/MyVideo.tsx"}).text == "1\tone\n2\ttwo\n3\tthree"
    part = toolbox.run("view", {"path": "src/MyVideo.tsx", "startLine": 2, "endLine": 2}).text
    assert part == "2\ttwo\n… 1 more lines; view from line 3."
    assert toolbox.run("view", {"path": "src/MyVideo.tsx", "startLine": 9}).failed
    write_text(root, "long.txt", "x" * 200 + "\n" * 1 + ("y" * 200 + "\n") * 700, new=True)
    assert len(toolbox.run("view", {"path": "long.txt"}).text) < RESULT_CHARS_MAX + 100


def test_edit_takes_exactly_one_place(toolbox: ToolBox, root: Path) -> None:
    write_text(root, "a.ts", "x = 1\nx = 1\ny = 2\n", new=True)
    assert "occurs 2 times" in toolbox.run("edit", {"path": "a.ts", "oldText": "x = 1", "newText": "z"}).text
    assert "doesn't occur" in toolbox.run("edit", {"path": "a.ts", "oldText": "q", "newText": "z"}).text
    done = toolbox.run("edit", {"path": "a.ts", "oldText": "y = 2", "newText": "y = 3"})
    assert done.text == "Edited a.ts at line 3."
    assert done.action is not None
    assert done.action.file_path == "a.ts"
    assert (root / "a.ts").read_text() == "x = 1\nx = 1\ny = 3\n"


def test_create_never_overwrites_and_makes_folders(toolbox: ToolBox, root: Path) -> None:
    assert not toolbox.run("create", {"path": "deep/er/a.ts", "content": "1"}).failed
    assert "exists already" in toolbox.run("create", {"path": "deep/er/a.ts", "content": "2"}).text
    assert (root / "deep/er/a.ts").read_text() == "1"


def test_input_that_is_not_right_is_explained(toolbox: ToolBox) -> None:
    assert "oldText" in toolbox.run("edit", {"path": "a.ts", "newText": "x"}).text
    assert "extra" in toolbox.run("view", {"path": "a.ts", "more": 1}).text.lower()
    assert toolbox.run("bash", {"command": "x", "timeoutSeconds": 1000}).failed


def test_a_runner_that_is_gone_is_a_failed_tool_not_a_failed_turn(toolbox: ToolBox) -> None:
    assert "did not answer" in toolbox.run("bash", {"command": "ls"}).text
    assert toolbox.run("check", {}).failed


@pytest.mark.parametrize(
    ("path", "pattern", "expected"),
    [
        ("src/a.tsx", "src/*.tsx", True),
        ("src/a/b.tsx", "src/*.tsx", False),
        ("src/a/b.tsx", "src/**/*.tsx", True),
        ("src/b.tsx", "src/**/*.tsx", True),
        ("b.tsx", "**/*.tsx", True),
        ("b.tsx", "**", True),
        ("b.tsx", "*.ts", False),
        ("a/" * 30 + "b", "**/" * 30 + "c", False),
    ],
)
def test_globs(path: str, pattern: str, expected: bool) -> None:
    assert matches(path, pattern) is expected


def test_every_tool_has_a_label_for_people(toolbox: ToolBox) -> None:
    assert toolbox.label("edit", {"path": "src/A.tsx"}) == ("Editing", "src/A.tsx")
    assert toolbox.label("bash", {"command": "npm ls\nx"}) == ("Running npm ls", None)
    assert toolbox.label("grep", {"pattern": "x"})[0] == "Searching for “x”"
    for schema in toolbox.schemas():
        assert toolbox.label(schema["name"], {})[0]


BRIEF = """# Purpose
Sell boats.

## Locked scenes
- Big finish – as approved
- `Intro`: the client loves it

## Decisions
- Logo: white
"""


@pytest.fixture
def scenes(root: Path) -> Path:
    (root / "BRIEF.md").write_text(BRIEF)
    (root / "src/scenes").mkdir()
    for name in ("BigFinish", "Intro", "Logo"):
        (root / f"src/scenes/{name}.tsx").write_text(f"// {name}\n")
    return root / "src/scenes"


def test_a_locked_scene_is_no_tools_to_change(scenes: Path, toolbox: ToolBox) -> None:
    asked = [
        ("edit", {"path": "src/scenes/BigFinish.tsx", "oldText": "// ", "newText": ""}),
        ("edit", {"path": "./src//scenes/Intro.tsx", "oldText": "// ", "newText": ""}),
        ("delete", {"path": "src/scenes/Intro.tsx"}),
        ("create", {"path": "src/Intro.tsx", "content": "x"}),
    ]
    for name, arguments in asked:
        result = toolbox.run(name, arguments)
        assert (result.failed, "is locked in BRIEF.md" in result.text) == (True, True)
    assert not toolbox.run("delete", {"path": "src/scenes/Logo.tsx"}).failed


def test_unlocking_counts_from_the_next_turn(scenes: Path, toolbox: ToolBox) -> None:
    assert not toolbox.run("edit", {"path": "BRIEF.md", "oldText": "- `Intro`", "newText": "- Intros"}).failed
    assert toolbox.run("delete", {"path": "src/scenes/Intro.tsx"}).failed
    assert locked_scenes((scenes.parents[1] / "BRIEF.md").read_text()) == ["Big finish", "Intros"]


def test_what_was_done_to_a_locked_scene_is_undone(scenes: Path, root: Path) -> None:
    locks = Locks(root)
    before = locks.contents()
    assert set(before) == {"src/scenes/BigFinish.tsx", "src/scenes/Intro.tsx"}
    (scenes / "BigFinish.tsx").unlink()
    (scenes / "BigFinish.tsx").symlink_to("/etc/passwd")
    (scenes / "Intro.tsx").unlink()
    (scenes / "Logo.tsx").write_text("changed")
    assert sorted(locks.put_back(before)) == ["src/scenes/BigFinish.tsx", "src/scenes/Intro.tsx"]
    assert [(scenes / f"{name}.tsx").read_text() for name in ("BigFinish", "Intro", "Logo")] == [
        "// BigFinish\n", "// Intro\n", "changed",
    ]  # fmt: skip
    assert locks.put_back(before) == []


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("ask_user", {"question": "Which?", "options": [{"label": "Blue"}]}),
        ("ask_user", {"question": "", "options": [{"label": "Blue"}, {"label": "Red"}]}),
        ("plan", {"title": "Coast", "scenes": []}),
        ("plan", {"title": "Coast", "scenes": [{"name": "Intro", "seconds": 0, "picture": "Waves"}]}),
        ("search_history", {"query": ""}),
        ("suggest", {"requests": []}),
        ("suggest", {"requests": ["x" * 81]}),
        ("suggest", {"requests": ["One", "Two", "Three", "Four"]}),
    ],
)
def test_a_card_or_a_search_that_makes_no_sense_is_told_to_the_model(
    name: str, arguments: dict[str, Any], toolbox: ToolBox
) -> None:
    result = toolbox.run(name, arguments)
    assert (result.failed, result.card) == (True, None)
    assert result.text.startswith("The input is not right: ")


def test_asking_makes_a_card(toolbox: ToolBox) -> None:
    options = [{"label": "Blue", "description": "calm"}, {"label": "Red"}]
    card = toolbox.run("ask_user", {"question": "Which?", "options": options}).card
    assert card is not None
    assert choices_of(card) == ("Blue", "Red")
    scene = {"name": "Intro", "seconds": 2.5, "picture": "Waves", "text": "Hello"}
    board = toolbox.run("plan", {"title": "Coast", "scenes": [scene]}).card
    assert board is not None
    assert board.model_dump(mode="json", exclude_none=True) == {
        "type": "storyboard", "title": "Coast", "scenes": [scene],
    }  # fmt: skip
    assert toolbox.run("search_history", {"query": "boats"}).text.startswith("Nothing in the past")
