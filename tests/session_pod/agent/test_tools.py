import os
import shutil
import socket
import tempfile
import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from common.errors import StoryDreamError
from session_pod.agent.project import ProjectClient
from session_pod.agent.tools import all_tools
from session_pod.agent.tools.find import matches
from session_pod.agent.tools.paths import parts_of, read_text, write_text
from session_pod.agent.tools.tool import RESULT_CHARS_MAX
from session_pod.agent.tools.toolbox import ToolBox


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
        yield ToolBox(all_tools(root, project, "turn-00000001"))
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
