"""Many packs become few, while others write; plain git takes the folder; what is collected, and what never is."""

import random
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pygit2
import pytest

from common.errors import BaseMoved, NotFound
from common.git import compaction
from common.git.compaction import PACKS_MAX
from common.git.manifest import Manifest
from common.git.messages import Author
from common.git.pack_format import PackIndex
from common.git.reader import Mirror
from common.git.store import GitStore
from common.object_store import ObjectStore
from tests.common.git.support import Pod, aged, fresh_clone, git, history, seeded
from tests.storage_proxy import StorageProxy

LENA = Author("Lena", "lena@example.com", "uid-lena")
PICTURE = 300_000
TEXT = 700_000


@pytest.fixture
def pod(store: GitStore, tmp_path: Path) -> Pod:
    return Pod(store, seeded(store), tmp_path / "pod")


def _text(number: int) -> str:
    """So much text that it doesn't fit into a tail, and so little that it is no large file."""
    return f"{number}\n" + random.randbytes(TEXT // 2).hex()


def _spill(pod: Pod, packs: int) -> list[str]:
    """So many saves that each make a pack."""
    shas = []
    for number in range(packs):
        pod.commit({"notes.txt": _text(number), f"kept-{number % 3}.txt": f"{number}"})
        pod.save()
        shas.append(pod.head)
    return shas


def _copied_down(objects: ObjectStore, project_id: str, folder: Path) -> Path:
    """What `gcloud storage cp -r` makes of a project's folder."""
    prefix = f"repos/{project_id}/"
    for name in objects.list(prefix):
        target = folder / name.removeprefix(prefix)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(objects.get(name)[0])
    return folder / "repo.git"


@contextmanager
def _meanwhile(work: Callable[[], object]) -> Iterator[None]:
    """Has `work` done once between a compaction's last read and its first write."""
    repack, waiting = compaction.compact, [work]

    def repacked(mirror: Mirror, index_of: Callable[[str], PackIndex]) -> compaction.Compacted:
        done = repack(mirror, index_of)
        if waiting:
            waiting.pop()()
        return done

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("common.git.upkeep.compact", repacked)
        yield


def test_up_to_sixteen_packs_stay_as_they_are(store: GitStore, pod: Pod) -> None:
    _spill(pod, PACKS_MAX)
    assert not store.needs_compaction(pod.manifest)
    assert not store.compact(pod.project_id)
    assert store.manifest(pod.project_id).generation == pod.manifest.generation


def test_past_sixteen_packs_an_open_needs_one_and_the_history_is_whole(
    store: GitStore, pod: Pod, tmp_path: Path
) -> None:
    shas = _spill(pod, PACKS_MAX + 1)
    pod.commit({"kept-0.txt": "in the tail"})
    pod.save()
    assert store.needs_compaction(pod.manifest)
    assert store.compact(pod.project_id)
    manifest = store.manifest(pod.project_id)
    assert (manifest.head, manifest.base, manifest.tail) == (pod.head, pod.head, b"")
    assert [name for name in manifest.hot_packs if name in manifest.packs] == manifest.packs[-1:]
    assert not store.compact(pod.project_id), "once is enough"
    opened = Pod(store, pod.project_id, tmp_path / "opened")
    assert (opened.folder / "kept-0.txt").read_text() == "in the tail"
    assert len(list((opened.folder / ".git/objects/pack").glob("*.pack"))) == 2, "the template's, and the one of now"
    assert history(fresh_clone(store, pod.project_id, tmp_path))[:-2] == [pod.head, *shas[::-1]]
    log, _ = store.log(pod.project_id, None, 100)
    assert [point.sha for point in log[:-1]] == [pod.head, *shas[::-1]]
    assert store.read_file(pod.project_id, shas[0], "kept-0.txt") == b"0"


def test_a_pod_that_is_open_meanwhile_packs_again_since_the_new_base(store: GitStore, pod: Pod, tmp_path: Path) -> None:
    _spill(pod, PACKS_MAX + 1)
    store.compact(pod.project_id)
    pod.commit({"a.txt": "after"})
    pod.manifest = Manifest.build(pod.manifest.fields.model_copy(update={"base": pod.manifest.template.head}))
    with pytest.raises(BaseMoved) as moved:
        store.save(pod.project_id, pod.meta(), pod.pack())
    assert moved.value.extra["line"] == store.manifest(pod.project_id).line
    pod.manifest = store.manifest(pod.project_id)
    pod.save()
    assert history(fresh_clone(store, pod.project_id, tmp_path))[0] == pod.head


def test_a_save_that_comes_between_is_kept_beside_the_compacted_packs(
    objects: ObjectStore, store: GitStore, pod: Pod, tmp_path: Path
) -> None:
    _spill(pod, PACKS_MAX + 1)

    def save() -> None:
        _spill(pod, 1)
        pod.commit({"a.txt": "and one in the tail"})
        pod.save()

    with _meanwhile(save):
        assert GitStore(objects, tmp_path / "other").compact(pod.project_id)
    manifest = store.manifest(pod.project_id)
    assert manifest.head == pod.head
    assert manifest.tail_pack, "the tail is not the compaction's"
    assert len(manifest.packs) == 3
    assert len(history(fresh_clone(store, pod.project_id, tmp_path))) == PACKS_MAX + 1 + 2 + 2
    pod.commit({"a.txt": "the open pod goes on without packing again"})
    pod.save()


def test_a_pod_that_opens_after_a_compaction_that_was_raced_can_save(
    objects: ObjectStore, store: GitStore, pod: Pod, tmp_path: Path
) -> None:
    _spill(pod, PACKS_MAX + 1)
    pod.commit({"src/a.txt": "in the tail"})
    pod.save()

    def save() -> None:
        pod.commit({"a.txt": "between"})
        pod.save()

    with _meanwhile(save):
        assert GitStore(objects, tmp_path / "other").compact(pod.project_id)
    assert store.manifest(pod.project_id).base != pod.head, "the base stayed, and is a version of the past"
    opened = Pod(store, pod.project_id, tmp_path / "opened")
    opened.commit({"b.txt": "after"})
    opened.save()
    assert history(fresh_clone(store, pod.project_id, tmp_path))[0] == opened.head


def test_two_compactions_at_once_are_one(objects: ObjectStore, store: GitStore, pod: Pod, tmp_path: Path) -> None:
    _spill(pod, PACKS_MAX + 1)
    with _meanwhile(lambda: store.compact(pod.project_id)):
        GitStore(objects, tmp_path / "other").compact(pod.project_id)
    assert len(store.manifest(pod.project_id).packs) == 2
    fresh_clone(store, pod.project_id, tmp_path)


def test_after_compaction_git_clones_the_folder_as_it_lies_in_the_bucket(
    objects: ObjectStore, store: GitStore, pod: Pod, tmp_path: Path
) -> None:
    shas = _spill(pod, PACKS_MAX + 1)
    store.name(pod.project_id, shas[2], "Final cut ✓ v1.0~")
    store.compact(pod.project_id)
    bare = _copied_down(objects, pod.project_id, tmp_path / "copy")
    subprocess.run(["git", "clone", "-q", str(bare), str(tmp_path / "clone")], check=True, timeout=60)
    clone = tmp_path / "clone" / ".git"
    assert git(clone, "rev-parse", "HEAD") == pod.head
    assert git(clone, "fsck", "--strict", "--full", "--no-dangling") == ""
    assert git(clone, "rev-parse", "Final-cut---v1-0") == shas[2]
    pod.commit({"a.txt": "later"})
    pod.save()
    _copied_down(objects, pod.project_id, tmp_path / "copy")
    assert git(bare, "fsck", "--strict", "--full", "--no-dangling") == "", "and goes on to be a repository"


def test_large_files_lie_in_packs_of_their_own_that_log_diff_and_lists_never_fetch(
    behind_proxy: GitStore, proxy: StorageProxy, store: GitStore, pod: Pod
) -> None:
    picture = random.randbytes(PICTURE)
    first = pod.commit({"public/photo.png": picture, "a.txt": "1"})
    pod.save()
    second = pod.commit({"public/photo.png": random.randbytes(PICTURE), "a.txt": "2"})
    manifest = pod.save()
    assert len(manifest.fields.large_packs) == 2
    proxy.reset()
    behind_proxy.log(pod.project_id, None, 50)
    diff = behind_proxy.diff(pod.project_id, second, first)
    listed = {entry.path: entry for entry in behind_proxy.files(pod.project_id, first)}
    fetched = {name for _, name in proxy.names}
    large = {f"repos/{pod.project_id}/repo.git/objects/pack/{name}.pack" for name in manifest.fields.large_packs}
    assert [file.path for file in diff.files] == ["a.txt", "public/photo.png"]
    assert diff.files[1].binary
    assert (listed["public/photo.png"].size, listed["public/photo.png"].binary) == (PICTURE, True)
    assert proxy.bytes_sent < PICTURE
    assert behind_proxy.read_file(pod.project_id, first, "public/photo.png") == picture
    assert len(fetched & large) <= 1, "a few first bytes of one were looked at, for its size"


def test_an_open_fetches_the_large_files_of_now_and_restored_ones_and_no_others(
    store: GitStore, pod: Pod, tmp_path: Path
) -> None:
    old, new = random.randbytes(PICTURE), random.randbytes(PICTURE)
    first = pod.commit({"photo.png": old})
    pod.save()
    pod.commit({"photo.png": new})
    pod.save()
    _spill(pod, PACKS_MAX)
    assert store.compact(pod.project_id)
    manifest = store.manifest(pod.project_id)
    assert len(manifest.fields.large_packs) == 2
    assert len(set(manifest.fields.cold_packs) & set(manifest.fields.large_packs)) == 1
    opened = Pod(store, pod.project_id, tmp_path / "opened")
    assert (opened.folder / "photo.png").read_bytes() == new
    assert pygit2.hash(old) not in opened.git, "the past stays in the bucket"
    restored = store.restore(pod.project_id, first, LENA, "Back")
    assert len(restored.tail) < PICTURE, "what is stored isn't stored again"
    opened.open()
    assert (opened.folder / "photo.png").read_bytes() == old
    fresh_clone(store, pod.project_id, tmp_path)


def test_too_many_packs_of_large_files_become_one_of_now_and_one_of_the_past(
    store: GitStore, pod: Pod, tmp_path: Path
) -> None:
    for number in range(PACKS_MAX + 1):
        pod.commit({f"photo-{number % 2}.png": random.randbytes(270_000)})
        pod.save()
    assert store.compact(pod.project_id)
    fields = store.manifest(pod.project_id).fields
    assert len(fields.large_packs) == 2
    assert len(set(fields.large_packs) - set(fields.cold_packs)) == 1
    assert not store.needs_compaction(store.manifest(pod.project_id))
    clone = fresh_clone(store, pod.project_id, tmp_path)
    assert len(history(clone)) == PACKS_MAX + 3
    assert (Pod(store, pod.project_id, tmp_path / "o").folder / "photo-1.png").stat().st_size == 270_000


def test_packs_that_were_unlisted_for_a_day_go_and_nothing_else(
    objects: ObjectStore, store: GitStore, pod: Pod, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pod.commit({"aside.txt": "kept"})
    store.create_rescue_ref(pod.project_id, 0, pod.head, pod.pack())
    pod.open()
    _spill(pod, PACKS_MAX + 1)
    before = set(store.manifest(pod.project_id).packs)
    store.compact(pod.project_id)
    assert store.collect(pod.project_id) == 0, "all of it is fresh"
    aged(monkeypatch, timedelta(days=1, minutes=1))
    assert store.collect(pod.project_id) == 2 * len(before)
    assert store.collect(pod.project_id) == 0
    left = {Path(name).stem for name in objects.list(f"repos/{pod.project_id}/repo.git/objects/pack/")}
    manifest = store.manifest(pod.project_id)
    assert left == {*manifest.all_packs, *manifest.fields.rescue_packs}
    assert len(history(fresh_clone(store, pod.project_id, tmp_path))) == PACKS_MAX + 3
    bare = _copied_down(objects, pod.project_id, tmp_path / "copy")
    assert git(bare, "fsck", "--strict", "--full", "--no-dangling") == ""


def test_a_clock_of_ours_that_jumps_collects_nothing_that_is_fresh(
    objects: ObjectStore, store: GitStore, pod: Pod, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A writer has stored its packs and not yet put the manifest, while our own clock runs a year ahead."""
    _spill(pod, 2)
    objects.put(f"repos/{pod.project_id}/repo.git/objects/pack/pack-{'0' * 40}.pack", b"in flight")
    monkeypatch.setattr("time.time", lambda: 4e9)
    assert GitStore(objects, tmp_path / "ahead").collect(pod.project_id) == 0
    assert objects.exists(f"repos/{pod.project_id}/repo.git/objects/pack/pack-{'0' * 40}.pack")


def test_a_writer_that_slept_for_a_day_stores_its_packs_again(
    objects: ObjectStore, store: GitStore, pod: Pod, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its packs are collected while it sleeps between storing them and putting the manifest."""
    sleepy = GitStore(objects, tmp_path / "sleepy")
    put, slept = ObjectStore.put, list[str]()

    def put_late(store_: ObjectStore, name: str, data: bytes, **options: object) -> int:
        if name.endswith("manifest.json") and not slept:
            slept.append(name)
            with pytest.MonkeyPatch.context() as patch:
                aged(patch, timedelta(days=2))
                assert store.collect(pod.project_id) == 2
        return put(store_, name, data, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(ObjectStore, "put", put_late)
    pod.store = sleepy
    _spill(pod, 1)
    assert slept
    assert history(fresh_clone(store, pod.project_id, tmp_path))[0] == pod.head


def test_an_open_in_the_middle_of_a_collection_reads_the_manifest_again(
    objects: ObjectStore, store: GitStore, pod: Pod, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _spill(pod, PACKS_MAX + 1)
    stale = store.manifest(pod.project_id)
    store.compact(pod.project_id)
    aged(monkeypatch, timedelta(days=2))
    store.collect(pod.project_id)
    with pytest.raises(NotFound):
        store.open_pack(pod.project_id, f"{stale.packs[0]}.pack")
    reader = GitStore(objects, tmp_path / "reader")
    loads = iter((stale,))
    load = reader._manifests.load
    monkeypatch.setattr(reader._manifests, "load", lambda folder: next(loads, None) or load(folder))
    assert len(reader.log(pod.project_id, None, 100)[0]) == PACKS_MAX + 2


def test_what_has_no_repository_can_not_be_kept_up(store: GitStore) -> None:
    for work in (store.compact, store.collect):
        with pytest.raises(NotFound):
            work("no-such-project")
