"""What the history benchmark measures is real: the checkpoints, what is stored of them, and the guide's copy of it."""

from collections.abc import Iterator
from pathlib import Path

import pygit2
import pytest

from benchmarks.guide_git import GuideRepository, git
from benchmarks.history_ways import EDITS_SEED, WHAT, BothWays
from benchmarks.measuring import DELAY_SECONDS, measure
from benchmarks.stored_project import Operations
from benchmarks.video_history import Video
from common.git.history import walk
from tests.servers import gcs_server
from tests.storage_proxy import StorageProxy, storage_proxy

LENGTH = 8


@pytest.fixture
def proxy() -> Iterator[StorageProxy]:
    with gcs_server() as upstream, storage_proxy(upstream) as proxy:
        yield proxy


@pytest.fixture
def both(proxy: StorageProxy, tmp_path: Path) -> Iterator[BothWays]:
    both = BothWays(proxy, tmp_path, "bench-test", pictures=[3])
    yield both
    both.bucket.close()


def test_a_video_changes_a_few_lines_of_a_file_or_two_and_keeps_its_size() -> None:
    video, again = Video({}, EDITS_SEED), Video({}, EDITS_SEED)
    for _ in range(300):
        before = dict(video.files)
        assert video.change() == again.change()
        changed = [path for path in video.files if before.get(path) != video.files[path]]
        assert len(changed) <= 2
        edited = [path for path in changed if path in before and not path.endswith("MyVideo.tsx")]
        for path in edited:
            old, new = before[path].splitlines(), video.files[path].splitlines()
            assert 1 <= sum(one != other for one, other in zip(old, new, strict=True)) <= 4
    assert len(video.files) == 7


def test_what_is_measured_is_all_there_and_sound(both: BothWays, proxy: StorageProxy) -> None:
    both.project.grow(LENGTH)
    assert both.project.lost() == 0
    head = both.project.manifest.head
    ours = both.ours.all(both.project.copy("measured", compacted=True), LENGTH, 1)
    guide = both.guide.all(both.give_to_guide(), 1)
    assert set(WHAT) <= set(ours)
    assert set(WHAT) == set(guide)
    assert ours["save"].median("writes") == 1
    for what in WHAT:
        assert ours[what].at(100, "requests") < guide[what].at(100, "requests")
    commit = both.project.history.repository[head].peel(pygit2.Commit)
    assert 10 <= len(list(walk(commit.tree))) <= 15
    assert both.project.manifest.head == head, "measuring changed what grows on"


def test_an_acknowledged_checkpoint_that_the_log_lacks_is_counted(both: BothWays) -> None:
    both.project.grow(2)
    both.project.history.extend(3)
    both.project.length = 3
    assert both.project.lost() == 1


def test_what_the_guide_copies_is_a_repository_of_the_same_checkpoints(both: BothWays, tmp_path: Path) -> None:
    both.project.grow(LENGTH)
    shas = both.give_to_guide()
    folder = tmp_path / "copied.git"
    both.bucket.copy_down(folder)
    git("fsck", "--strict", cwd=folder)
    repository = pygit2.Repository(folder)
    assert [str(commit.id) for commit in repository.walk(shas[-1])][: LENGTH + 1] == shas[::-1]


def test_syncing_sends_what_differs_and_nothing_twice(proxy: StorageProxy, tmp_path: Path) -> None:
    bucket = GuideRepository(proxy.url, "guide/repo.git/")
    (tmp_path / "objects").mkdir()
    (tmp_path / "HEAD").write_text("1")
    (tmp_path / "objects" / "a").write_text("2")
    sent = []
    for change in (False, False, True):
        if change:
            (tmp_path / "HEAD").write_text("12")
        proxy.reset()
        bucket.sync_up(tmp_path)
        sent.append(proxy.counts["POST"])
    bucket.close()
    assert sent == [2, 0, 1]


def test_a_measured_request_takes_its_delay(proxy: StorageProxy) -> None:
    bucket = GuideRepository(proxy.url, "guide/repo.git/")
    sample = measure(proxy, bucket.names)
    bucket.close()
    assert (sample.requests, sample.writes) == (1, 0)
    assert sample.ms >= 1000 * DELAY_SECONDS
    assert proxy.delay_seconds == 0


def test_operations_are_told_apart_as_they_are_billed(proxy: StorageProxy) -> None:
    bucket = GuideRepository(proxy.url, "guide/repo.git/")
    bucket.set_main("a" * 40)
    bucket.duplicate("guide/copy.git/")
    asked = Operations.of(proxy)
    bucket.close()
    assert (asked.class_a, asked.class_b) == (3, 0), "a write, a listing, a copy"
