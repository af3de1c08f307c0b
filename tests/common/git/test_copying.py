"""A duplicate holds the history up to its version, and nothing that came after."""

import random
from pathlib import Path

import pytest

from common.errors import NotFound
from common.git.pack_format import PackIndex
from common.git.packs import pack_name
from common.git.store import GitStore
from common.ids import new_id
from common.object_store import ObjectStore
from tests.common.git.support import Pod, fresh_clone, git, history, seeded
from tests.storage_proxy import StorageProxy


@pytest.fixture
def pod(store: GitStore, tmp_path: Path) -> Pod:
    pod = Pod(store, seeded(store), tmp_path / "pod")
    pod.commit({"a.txt": "first", "photo.png": random.randbytes(280_000)})
    pod.save()
    store.name(pod.project_id, pod.head, "Draft")
    pod.commit({"a.txt": "second", "secret.txt": "a later secret", "later.png": random.randbytes(280_000)})
    pod.save()
    pod.commit({"a.txt": "third"})
    pod.save()
    store.name(pod.project_id, pod.head, "Final")
    return pod


def _oids(store: GitStore, objects: ObjectStore, project_id: str) -> set[str]:
    """Every object that is stored for a project."""
    manifest = store.manifest(project_id)
    indexes = [objects.get(name)[0] for name in objects.list(f"repos/{project_id}/") if name.endswith(".idx")]
    if manifest.tail_index:
        indexes.append(manifest.tail_index)
    return {oid.hex() for index in indexes for oid in PackIndex(index)}


def test_a_duplicate_of_now_is_the_same_history_and_grows_apart(store: GitStore, pod: Pod, tmp_path: Path) -> None:
    target = new_id()
    store.raise_epoch(pod.project_id, 7)
    copy = store.duplicate(pod.project_id, pod.head, target)
    assert (copy.head, copy.epoch) == (pod.head, 0)
    assert history(fresh_clone(store, target, tmp_path)) == history(fresh_clone(store, pod.project_id, tmp_path))
    assert store.checkpoint(target, "name:Final").sha == pod.head
    other = Pod(store, target, tmp_path / "other")
    other.commit({"a.txt": "mine"})
    other.save()
    assert store.manifest(pod.project_id).head == pod.head
    pod.commit({"a.txt": "theirs"})
    pod.manifest = store.manifest(pod.project_id)
    pod.epoch = 7
    pod.save()
    assert store.manifest(target).head == other.head


def test_no_byte_of_a_duplicate_of_now_passes_through_us(behind_proxy: GitStore, proxy: StorageProxy, pod: Pod) -> None:
    proxy.reset()
    behind_proxy.duplicate(pod.project_id, pod.head, new_id())
    assert proxy.bytes_received + proxy.bytes_sent < 280_000


def test_a_duplicate_of_a_version_holds_nothing_newer(
    store: GitStore, objects: ObjectStore, pod: Pod, tmp_path: Path
) -> None:
    target = new_id()
    store.duplicate(pod.project_id, "name:Draft", target)
    clone = fresh_clone(store, target, tmp_path)
    draft = store.checkpoint(pod.project_id, "name:Draft").sha
    assert history(clone)[0] == draft
    assert set(store.manifest(target).refs) == {"main", "name/Draft"}
    reachable = {line.split()[0] for line in git(clone, "rev-list", "--objects", "main").splitlines()}
    assert _oids(store, objects, target) <= reachable
    with pytest.raises(NotFound):
        store.checkpoint(target, pod.head)
    opened = Pod(store, target, tmp_path / "opened")
    assert (opened.folder / "photo.png").stat().st_size == 280_000
    assert not (opened.folder / "secret.txt").exists()
    opened.commit({"a.txt": "on"})
    opened.save()


def test_duplicating_again_gives_what_is_there(store: GitStore, pod: Pod, tmp_path: Path) -> None:
    target = new_id()
    first = store.duplicate(pod.project_id, pod.head, target)
    other = Pod(store, target, tmp_path / "other")
    other.commit({"a.txt": "mine"})
    other.save()
    assert store.duplicate(pod.project_id, pod.head, target).head == other.head != first.head


def test_a_duplicate_survives_its_original(store: GitStore, objects: ObjectStore, pod: Pod, tmp_path: Path) -> None:
    target = new_id()
    store.duplicate(pod.project_id, pod.head, target)
    for name in list(objects.list(f"repos/{pod.project_id}/")):
        objects.delete(name)
    assert len(history(fresh_clone(store, target, tmp_path))) == 5


def test_what_is_not_there_is_not_duplicated(store: GitStore, pod: Pod) -> None:
    for source, version in ((pod.project_id, "a" * 40), (new_id(), pod.head)):
        target = new_id()
        with pytest.raises(NotFound):
            store.duplicate(source, version, target)
        with pytest.raises(NotFound):
            store.manifest(target)


def test_packs_are_named_by_their_content(store: GitStore, objects: ObjectStore, pod: Pod) -> None:
    for name in objects.list(f"repos/{pod.project_id}/repo.git/objects/pack/"):
        if name.endswith(".pack"):
            assert Path(name).stem == pack_name(objects.get(name)[0])
