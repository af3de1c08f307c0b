"""The cache of repositories on disk: bounded, and of no consequence when it is lost."""

import shutil
import threading
from pathlib import Path

import pytest

from common.errors import NotFound, TooLarge
from common.git.manifest import Manifest
from common.git.manifest_store import pack_object, project_folder
from common.git.reader import GitReader, PacksGone
from common.git.store import GitStore
from common.object_store import ObjectStore
from tests.common.git.support import Pod, seeded


@pytest.fixture
def pod(store: GitStore, tmp_path: Path) -> Pod:
    pod = Pod(store, seeded(store), tmp_path / "pod")
    pod.commit({"a.txt": "one"})
    pod.save()
    return pod


def _read(reader: GitReader, key: str, project_id: str, manifest: Manifest) -> str:
    return reader.read(
        key,
        manifest,
        lambda name: pack_object(project_folder(project_id), manifest, name),
        lambda mirror: str(mirror.commit(manifest.head).id),
    )


def test_a_cache_that_vanishes_is_filled_again(store: GitStore, pod: Pod, tmp_path: Path) -> None:
    assert store.read_file(pod.project_id, pod.head, "a.txt") == b"one"
    shutil.rmtree(tmp_path / "cache")
    assert store.read_file(pod.project_id, pod.head, "a.txt") == b"one"


def test_a_cache_that_lost_a_pack_is_made_anew(store: GitStore, pod: Pod, tmp_path: Path) -> None:
    store.files(pod.project_id, pod.head)
    for pack in (tmp_path / "cache").rglob("*.pack"):
        pack.unlink()
    assert store.read_file(pod.project_id, pod.head, "src/MyVideo.tsx").startswith(b"export")


def test_the_cache_keeps_to_its_limit_and_drops_the_oldest(objects: ObjectStore, pod: Pod, tmp_path: Path) -> None:
    folder = tmp_path / "small"
    reader = GitReader(objects, folder, limit_bytes=12_000)
    for number in range(6):
        assert _read(reader, f"copy-{number}", pod.project_id, pod.manifest) == pod.head
    kept = sorted(path.name for path in folder.glob("*.git"))
    assert "copy-5.git" in kept
    assert "copy-0.git" not in kept
    again = GitReader(objects, folder, limit_bytes=1)
    _read(again, "copy-9", pod.project_id, pod.manifest)
    assert [path.name for path in folder.glob("*.git")] == ["copy-9.git"], "also what an earlier process left"


def test_readers_at_once_all_get_the_same(store: GitStore, pod: Pod) -> None:
    found: list[bytes] = []

    def read() -> None:
        found.extend(store.read_file(pod.project_id, pod.head, "a.txt") for _ in range(5))

    threads = [threading.Thread(target=read) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert found == [b"one"] * 30


def test_a_pack_that_was_collected_says_to_read_the_manifest_again(
    objects: ObjectStore, pod: Pod, tmp_path: Path
) -> None:
    lost = pod.manifest.fields.model_copy(update={"packs": [f"pack-{'0' * 40}"]})
    manifest = Manifest.build(lost, pod.manifest.tail_pack, pod.manifest.tail_index)
    folder = project_folder(pod.project_id)
    with pytest.raises(PacksGone):
        GitReader(objects, tmp_path / "x").read(
            "one", manifest, lambda name: pack_object(folder, manifest, name), lambda mirror: mirror.complete()
        )


def test_a_history_that_is_too_large_to_be_read_says_so_and_leaves_nothing_behind(
    store: GitStore, pod: Pod, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("common.git.reader.FETCH_MAX_BYTES", 100)
    with pytest.raises(TooLarge):
        store.files(pod.project_id, pod.head)
    assert not list((tmp_path / "cache").rglob(".incoming-*"))


def test_what_a_reader_looks_for_in_vain_is_not_found_and_harms_nothing(store: GitStore, pod: Pod) -> None:
    for _ in range(2):
        with pytest.raises(NotFound):
            store.checkpoint(pod.project_id, "d" * 40)
    assert store.checkpoint(pod.project_id, pod.head).sha == pod.head
