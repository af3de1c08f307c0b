"""What is acknowledged is never lost: writers killed, writers racing, answers lost, one write a second.

After each round a fresh clone passes `git fsck --strict`, and the acknowledged list is held against its log.
"""

import random
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from common.errors import BaseMoved, PackInvalid, Superseded, Unavailable
from common.git.messages import Author
from common.git.packs import build_pack, new_objects
from common.git.store import GitStore, SaveMeta
from common.ids import new_id
from tests.common.git.kills import killed
from tests.common.git.support import Pod, fresh_clone, git, history, seeded
from tests.storage_proxy import Fate, OneWriteASecond, SomeFail, StorageProxy, StorageRequest

KILLS = 5
LENA = Author("Lena", "lena@example.com", "uid-lena")


def test_no_kill_loses_an_acknowledged_commit(storage_url: str, tmp_path: Path) -> None:
    findings = killed(storage_url, tmp_path, KILLS, keepers=False)
    assert findings.problems == []
    assert findings.acknowledged >= KILLS


def test_lost_answers_neither_lose_nor_double_a_commit(
    proxy: StorageProxy, behind_proxy: GitStore, store: GitStore, tmp_path: Path
) -> None:
    project_id = seeded(store)
    pod = Pod(behind_proxy, project_id, tmp_path / "pod")
    proxy.fate = _lose_every(2)
    shas = []
    for number in range(20):
        pod.commit({"a.txt": str(number), "b.bin": random.randbytes(30_000 if number % 5 == 0 else 10)})
        assert pod.save().head == pod.head
        shas.append(pod.head)
    assert history(fresh_clone(store, project_id, tmp_path))[:-2] == shas[::-1]


@pytest.mark.parametrize("fate", ["refuse", "too-fast", "lose-answer", "lose-answer-429", "cut-answer"])
@pytest.mark.parametrize("kind", ["manifest.json", ".pack"])
def test_a_write_that_fails_before_or_after_its_effect_is_done_once(
    proxy: StorageProxy, behind_proxy: GitStore, store: GitStore, tmp_path: Path, fate: Fate, kind: str
) -> None:
    pod = Pod(behind_proxy, seeded(store), tmp_path / "pod")
    proxy.fate = _the_first(fate, kind)
    shas = []
    for size in (10, 300_000):
        pod.commit({"a.bin": random.randbytes(size)})
        assert pod.save().head == pod.head
        shas.append(pod.head)
    head = behind_proxy.commit_files(pod.project_id, pod.head, {"a.txt": b"form"}, LENA, "Form").head
    assert history(fresh_clone(store, pod.project_id, tmp_path))[:-2] == [head, *shas[::-1]]


def test_what_breaks_off_while_it_is_read_is_read_again_or_not_at_all(
    proxy: StorageProxy, behind_proxy: GitStore, store: GitStore, tmp_path: Path
) -> None:
    pod = Pod(store, seeded(store), tmp_path / "pod")
    contents = {"photo.png": random.randbytes(300_000), "a.txt": b"1"}
    pod.commit(dict(contents))
    pod.save()
    proxy.fate = fails = SomeFail(0.4, ["cut-answer"], random.Random(1), lambda request: not request.writes)
    for _ in range(2):
        with suppress(Unavailable):
            assert behind_proxy.read_files(pod.project_id, pod.head, list(contents)) == contents
            assert (Pod(behind_proxy, pod.project_id, tmp_path / new_id()).folder / "a.txt").read_bytes() == b"1"
    assert fails.counts["cut-answer"] > 1


def test_commits_made_here_survive_lost_answers_and_are_made_once(
    proxy: StorageProxy, behind_proxy: GitStore, store: GitStore, tmp_path: Path
) -> None:
    project_id = seeded(store)
    proxy.fate = _lose_every(1, times=3)
    head = store.manifest(project_id).head
    manifest = behind_proxy.commit_files(project_id, head, {"a.txt": b"1"}, LENA, "Edit")
    proxy.fate = _lose_every(1, times=2)
    assert behind_proxy.raise_epoch(project_id, 3).epoch == 3
    proxy.fate = _lose_every(1, times=2)
    restored = behind_proxy.restore(project_id, head, LENA, "Restore")
    shas = history(fresh_clone(store, project_id, tmp_path))
    assert shas[:3] == [restored.head, manifest.head, head]


def test_seeding_survives_lost_answers(proxy: StorageProxy, behind_proxy: GitStore, store: GitStore) -> None:
    proxy.fate = _lose_every(2)
    project_id = seeded(behind_proxy)
    assert behind_proxy.manifest(project_id).head == store.manifest(project_id).head


def test_a_save_that_met_silence_can_be_sent_again(
    proxy: StorageProxy, behind_proxy: GitStore, store: GitStore, tmp_path: Path
) -> None:
    pod = Pod(behind_proxy, seeded(store), tmp_path / "pod")
    pod.commit({"a.txt": "1"})
    proxy.fate = _first_lost_then_refused()
    with pytest.raises(Unavailable):
        pod.save()
    proxy.fate = lambda _: "pass"
    assert pod.save().head == pod.head
    assert len(history(fresh_clone(store, pod.project_id, tmp_path))) == 3


def test_a_superseded_writer_learns_that_its_lost_save_was_kept(
    proxy: StorageProxy, behind_proxy: GitStore, store: GitStore, tmp_path: Path
) -> None:
    pod = Pod(behind_proxy, seeded(store), tmp_path / "pod")
    pod.commit({"a.txt": "1"})
    proxy.fate = _first_lost_then_refused()
    with pytest.raises(Unavailable):
        pod.save()
    proxy.fate = lambda _: "pass"
    store.raise_epoch(pod.project_id, 1)
    assert pod.save().head == pod.head
    pod.commit({"a.txt": "2"})
    with pytest.raises(Superseded):
        pod.save()


def test_a_save_is_one_write_and_no_read(
    proxy: StorageProxy, behind_proxy: GitStore, store: GitStore, tmp_path: Path
) -> None:
    pod = Pod(behind_proxy, seeded(store), tmp_path / "pod")
    pod.commit({"a.txt": "1"})
    pod.save()
    proxy.reset()
    pod.commit({"a.txt": "2"})
    pod.save()
    assert proxy.names == [("POST", f"repos/{pod.project_id}/repo.git/manifest.json")]


def test_a_save_against_a_stale_copy_reads_once(
    proxy: StorageProxy, behind_proxy: GitStore, store: GitStore, tmp_path: Path
) -> None:
    pod = Pod(behind_proxy, seeded(store), tmp_path / "pod")
    pod.commit({"a.txt": "1"})
    pod.save()
    pod.open(store.restore(pod.project_id, pod.manifest.base, LENA, "Back"))
    pod.commit({"a.txt": "2"})
    proxy.reset()
    pod.save()
    assert [method for method, _ in proxy.names] == ["GET", "POST"]


def test_storage_that_takes_one_write_a_second_slows_saves_and_fails_none(
    proxy: StorageProxy, behind_proxy: GitStore, store: GitStore, tmp_path: Path
) -> None:
    pod = Pod(behind_proxy, seeded(store), tmp_path / "pod")
    proxy.fate = limit = OneWriteASecond()
    saves = 0
    while saves < 3 or not limit.refused:  # where saves take a second by themselves none comes too soon
        pod.commit({"a.txt": str(saves)})
        pod.save()
        saves += 1
    assert len(history(fresh_clone(store, pod.project_id, tmp_path))) == saves + 2


def test_a_crash_between_packs_and_manifest_changes_nothing(
    proxy: StorageProxy, behind_proxy: GitStore, store: GitStore, tmp_path: Path
) -> None:
    pod = Pod(behind_proxy, seeded(store), tmp_path / "pod")
    before = pod.manifest.head
    pod.commit({"big.bin": random.randbytes(400_000)})
    proxy.fate = lambda request: "refuse" if request.writes and request.name.endswith("manifest.json") else "pass"
    with pytest.raises(Unavailable):
        pod.save()
    clone = fresh_clone(store, pod.project_id, tmp_path)
    assert history(clone)[0] == before
    proxy.fate = lambda _: "pass"
    pod.save()
    assert git(fresh_clone(store, pod.project_id, tmp_path), "cat-file", "-s", "main:big.bin") == "400000"


def test_a_pod_that_tells_lies_about_the_past_takes_nothing_out_of_it(store: GitStore, tmp_path: Path) -> None:
    pod = Pod(store, seeded(store), tmp_path / "pod")
    base, start, kept = pod.manifest.base, pod.head, pod.commit({"a.txt": "kept"})
    pod.save()

    def post(head: str, since: str, *others: str) -> None:
        objects = [oid for sha in (head, *others) for oid in new_objects(pod.git, since, sha)]
        pack = build_pack(pod.git, list(dict.fromkeys(objects)))[0]
        store.save(pod.project_id, SaveMeta(kept, head, 0, since), pack)

    after = pod.commit({"b.txt": "after"})
    pod.head = start
    beside = pod.commit({"c.txt": "beside"})
    with pytest.raises(BaseMoved):
        post(after, kept)  # what only the tail holds would go with it
    with pytest.raises(PackInvalid):
        post(beside, base)  # it goes round the head
    with pytest.raises(PackInvalid):
        post(after, base, beside)  # what is stored beside could later pass for history
    assert history(fresh_clone(store, pod.project_id, tmp_path))[:2] == [kept, start]


def _the_first(fate: Fate, kind: str) -> Callable[[StorageRequest], Fate]:
    """Befalls the first write of each object whose name ends so; of a manifest, every other one."""
    seen: set[str] = set()

    def decide(request: StorageRequest) -> Fate:
        if not request.writes or not request.name.endswith(kind):
            return "pass"
        if request.name in seen:
            seen.remove(request.name)
            return "pass"
        seen.add(request.name)
        return fate

    return decide


def _lose_every(nth: int, times: int = 10_000) -> Callable[[StorageRequest], Fate]:
    """Lose the answer to every n-th write, at most so often; the write itself takes effect."""
    seen = 0
    lost = 0

    def fate(request: StorageRequest) -> Fate:
        nonlocal seen, lost
        if not request.writes:
            return "pass"
        seen += 1
        if seen % nth or lost >= times:
            return "pass"
        lost += 1
        return "lose-answer"

    return fate


def _first_lost_then_refused() -> Callable[[StorageRequest], Fate]:
    """The first write takes effect and its answer is lost; after that nobody answers at all."""
    lost = threading.Event()

    def fate(request: StorageRequest) -> Fate:
        if lost.is_set():
            return "refuse"
        if request.writes:
            lost.set()
            return "lose-answer"
        return "pass"

    return fate
