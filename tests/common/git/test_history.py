"""A tree with files changed: what was asked for and nothing else, or a refusal."""

from pathlib import Path

import pygit2
import pytest

from common.errors import Invalid
from common.git import history
from common.git.history import changed_tree, walk


@pytest.fixture
def repository(tmp_path: Path) -> pygit2.Repository:
    return pygit2.init_repository(tmp_path / "repo.git", bare=True)


def tree(repository: pygit2.Repository, before: pygit2.Tree, changes: dict[str, bytes | None]) -> pygit2.Tree:
    return repository[changed_tree(repository, before, changes)].peel(pygit2.Tree)


@pytest.fixture
def before(repository: pygit2.Repository) -> pygit2.Tree:
    empty = repository[repository.TreeBuilder().write()].peel(pygit2.Tree)
    return tree(repository, empty, {"package.json": b"{}", "src/a.ts": b"a", "src/b.ts": b"b"})


@pytest.mark.parametrize(
    "changes",
    [
        {"src": b"x"},
        {"src": b"x", "src/a.ts": None},
        {"package.json/more": b"x"},
        {"new": b"x", "new/more": b"y"},
        {"new/more": b"y", "new": b"x"},
        {"src/a.ts/deep/er": b"x"},
        {"../x": b"x"},
        {"../x": None},
    ],
)
def test_no_file_is_dropped_to_make_room_for_another(
    repository: pygit2.Repository, before: pygit2.Tree, changes: dict[str, bytes | None]
) -> None:
    with pytest.raises(Invalid):
        changed_tree(repository, before, changes)


@pytest.mark.parametrize(
    ("changes", "paths"),
    [
        ({"src": b"x", "src/a.ts": None, "src/b.ts": None}, ["package.json", "src"]),
        ({"package.json": None, "package.json/x": b"x"}, ["package.json/x", "src/a.ts", "src/b.ts"]),
        ({"package.json/x": b"x", "package.json": None}, ["package.json/x", "src/a.ts", "src/b.ts"]),
        ({"gone": None, "gone/x": None}, ["package.json", "src/a.ts", "src/b.ts"]),
        ({"src/a.ts": None, "src/b.ts": None, "package.json": None}, []),
    ],
)
def test_a_file_takes_the_place_of_what_is_removed_with_it(
    repository: pygit2.Repository, before: pygit2.Tree, changes: dict[str, bytes | None], paths: list[str]
) -> None:
    assert [path for path, _ in walk(tree(repository, before, changes))] == paths


def test_a_version_grows_to_as_many_files_as_a_pod_may_save(
    repository: pygit2.Repository, before: pygit2.Tree, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(history, "FILES_MAX", 4)
    full = tree(repository, before, {"one": b"1"})
    with pytest.raises(Invalid, match="4 files"):
        changed_tree(repository, full, {"two": b"2"})
    assert len(list(walk(tree(repository, full, {"two": b"2", "one": None})))) == 4
