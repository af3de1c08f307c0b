"""Names, branches, exports, differences and pages of a history, as they are read without a pod."""

import random
from pathlib import Path

import pytest

from common.errors import Conflict, NotFound
from common.git.history import add_commit
from common.git.messages import Author
from common.git.refs import REFS_MAX
from common.git.store import TAIL_MAX_OBJECTS, GitStore
from tests.common.git.support import Pod, fresh_clone, git, history, seeded
from tests.storage_proxy import StorageProxy

LENA = Author("Lena", "lena@example.com", "uid-lena")


@pytest.fixture
def pod(store: GitStore, tmp_path: Path) -> Pod:
    return Pod(store, seeded(store), tmp_path / "pod")


def _saves(pod: Pod, count: int) -> list[str]:
    shas = []
    for number in range(count):
        pod.commit({"a.txt": f"{number}"}, f"Step {number}")
        pod.save()
        shas.append(pod.head)
    return shas


def test_a_named_version_is_listed_and_found_by_its_name(store: GitStore, pod: Pod) -> None:
    first, second = _saves(pod, 2)
    store.name(pod.project_id, first, "Final cut ✓")
    listed, _ = store.log(pod.project_id, None, 10)
    assert [(point.sha, point.name) for point in listed[:2]] == [(second, None), (first, "Final cut ✓")]
    assert store.checkpoint(pod.project_id, "name:Final cut ✓").sha == first
    assert store.read_file(pod.project_id, "name:Final cut ✓", "a.txt") == b"0"
    restored = store.restore(pod.project_id, "name:Final cut ✓", LENA, "Back")
    assert store.read_file(pod.project_id, restored.head, "a.txt") == b"0"
    with pytest.raises(NotFound):
        store.checkpoint(pod.project_id, "name:Another")


def test_a_name_points_to_one_version_for_good(store: GitStore, pod: Pod) -> None:
    first, second = _saves(pod, 2)
    named = store.name(pod.project_id, first, "v1")
    assert store.name(pod.project_id, first, "v1").generation == named.generation, "again is nothing"
    with pytest.raises(Conflict) as taken:
        store.name(pod.project_id, second, "v1")
    assert taken.value.problem_code == "name_taken"
    store.name(pod.project_id, first, "v1, the better name")
    assert store.checkpoint(pod.project_id, first).name == "v1, the better name"
    assert store.checkpoint(pod.project_id, "name:v1").sha == first
    with pytest.raises(NotFound):
        store.name(pod.project_id, "a" * 40, "nothing")


def test_a_project_has_only_so_many_names(store: GitStore, pod: Pod, monkeypatch: pytest.MonkeyPatch) -> None:
    assert REFS_MAX >= 100
    monkeypatch.setattr("common.git.store.REFS_MAX", 2)
    store.name(pod.project_id, pod.head, "one")
    with pytest.raises(Conflict) as full:
        store.name(pod.project_id, pod.head, "two")
    assert full.value.problem_code == "too_many_names"


def test_a_branch_keeps_a_line_of_work_that_is_read_like_main(store: GitStore, pod: Pod) -> None:
    first, second, _ = _saves(pod, 3)
    store.branch(pod.project_id, second, "before the big change")
    assert [(branch.name, branch.sha) for branch in store.branches(pod.project_id)] == [
        ("before the big change", second)
    ]
    listed, _ = store.log(pod.project_id, None, 10, branch="before the big change")
    assert [point.sha for point in listed[:2]] == [second, first]
    with pytest.raises(NotFound):
        store.log(pod.project_id, None, 10, branch="none")


def test_a_first_page_costs_three_requests_at_most(
    behind_proxy: GitStore, proxy: StorageProxy, pod: Pod, tmp_path: Path
) -> None:
    shas = _saves(pod, TAIL_MAX_OBJECTS // 3 + 40)  # a pack, and a tail of 40
    proxy.reset()
    page, cursor = behind_proxy.log(pod.project_id, None, 50)
    assert [point.sha for point in page] == shas[::-1][:50]
    assert cursor == page[-1].sha
    assert sum(proxy.counts.values()) == 3
    again, _ = behind_proxy.log(pod.project_id, cursor, 50)
    assert [point.sha for point in again] == shas[::-1][50:100]
    assert sum(proxy.counts.values()) == 4, "what was fetched stays for a while"


def test_a_difference_is_to_the_version_before_unless_told_otherwise(store: GitStore, pod: Pod) -> None:
    first, second, third = _saves(pod, 3)
    diff = store.diff(pod.project_id, second)
    assert (diff.sha, diff.against) == (second, first)
    assert [(line.kind, line.text) for line in diff.files[0].hunks[0].lines if line.kind != "context"] == [
        ("removed", "0"),
        ("added", "1"),
    ]
    assert store.diff(pod.project_id, first, third).files[0].hunks[0].lines[-1].text == "0"
    assert store.diff(pod.project_id, first, first).files == []
    with pytest.raises(NotFound):
        store.diff(pod.project_id, first, "f" * 40)


def test_an_exported_repository_is_whole_and_goes_away(store: GitStore, pod: Pod, tmp_path: Path) -> None:
    first, second = _saves(pod, 2)
    pod.commit({"photo.png": random.randbytes(300_000)})
    pod.save()
    store.name(pod.project_id, first, "Draft one")
    store.name(pod.project_id, pod.head, "Later")
    with store.exported(pod.project_id) as git_dir:
        assert git(git_dir, "fsck", "--strict", "--full", "--no-dangling") == ""
        assert history(git_dir)[0] == pod.head
        assert git(git_dir, "tag").split() == ["Draft-one", "Later"]
    assert not git_dir.exists()
    with store.exported(pod.project_id, second) as git_dir:
        assert history(git_dir)[0] == second
        assert git(git_dir, "tag").split() == ["Draft-one"]
    with pytest.raises(NotFound), store.exported(pod.project_id, "a" * 40):
        pass
    fresh_clone(store, pod.project_id, tmp_path)


def test_what_failed_to_be_committed_is_in_nobodys_history(
    store: GitStore, pod: Pod, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A commit that lost its race is written nowhere where versions are read."""
    seen: list[str] = []

    def noted(*arguments: object) -> str:
        seen.append(add_commit(*arguments))  # type: ignore[arg-type]
        if len(seen) == 1:
            _saves(pod, 1)
        return seen[-1]

    monkeypatch.setattr("common.git.store.add_commit", noted)
    first = store.manifest(pod.project_id).head
    store.restore(pod.project_id, first, LENA, "Nothing to do")
    assert seen == []
    pod.commit({"c.txt": "1"})
    pod.save()
    store.restore(pod.project_id, first, LENA, "Back")
    lost, won = seen
    assert store.checkpoint(pod.project_id, won).sha == won
    with pytest.raises(NotFound):
        store.checkpoint(pod.project_id, lost)
