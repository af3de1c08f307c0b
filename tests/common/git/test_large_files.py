"""A project is changed on a machine that has none of its large files."""

import random
from pathlib import Path

import pygit2
import pytest

from common.git.messages import Author
from common.git.store import GitStore
from common.object_store import ObjectStore
from tests.common.git.support import Pod, fresh_clone, git, seeded

LENA = Author("Lena", "lena@example.com", "uid-lena")
PICTURE = random.Random(1).randbytes(300_000)


@pytest.fixture
def pod(store: GitStore, tmp_path: Path) -> Pod:
    """It has saved a picture, in a pack of large files."""
    pod = Pod(store, seeded(store), tmp_path / "pod")
    pod.commit({"photo.png": PICTURE, "a.txt": "1"})
    assert pod.save().fields.large_packs
    return pod


@pytest.fixture
def edge(objects: ObjectStore, tmp_path: Path) -> GitStore:
    return GitStore(objects, tmp_path / "edge")


def test_a_form_edit_beside_a_large_file_needs_none_of_it(edge: GitStore, pod: Pod, tmp_path: Path) -> None:
    edited = edge.commit_files(pod.project_id, pod.head, {"a.txt": b"2"}, LENA, "Form")
    assert edge.read_file(pod.project_id, edited.head, "photo.png") == PICTURE
    clone = fresh_clone(pod.store, pod.project_id, tmp_path)
    assert git(clone, "show", "main:a.txt") == "2"


def test_rescued_work_comes_back_beside_a_large_file(edge: GitStore, pod: Pod, tmp_path: Path) -> None:
    pod.commit({"a.txt": "rescued"})
    edge.create_rescue_ref(pod.project_id, 0, pod.head, pod.pack())
    edge.apply_rescue(pod.project_id, f"0-{pod.head[:7]}", LENA, "Brought back")
    clone = fresh_clone(pod.store, pod.project_id, tmp_path)
    assert git(clone, "show", "main:a.txt") == "rescued"
    assert git(clone, "cat-file", "-s", "main:photo.png") == str(len(PICTURE))


def test_a_pod_saves_though_a_large_file_came_and_went_since_the_base(edge: GitStore, pod: Pod, tmp_path: Path) -> None:
    pod.commit({"photo.png": None}, summary="Gone")
    gone = pod.save().head
    edge.restore(pod.project_id, edge.log(pod.project_id, gone, 1)[0][0].sha, LENA, "Back")
    edge.restore(pod.project_id, gone, LENA, "And gone again")
    late = Pod(edge, pod.project_id, tmp_path / "late")
    assert pygit2.hash(PICTURE) not in late.git
    late.commit({"b.txt": "after"})
    late.save()
    assert git(fresh_clone(edge, pod.project_id, tmp_path), "rev-parse", "main") == late.head


def test_the_same_large_file_again_is_the_same_pack_and_listed_once(store: GitStore, pod: Pod, tmp_path: Path) -> None:
    for number in range(2):
        pod.commit({"photo.png": None})
        pod.save()
        pod.commit({"photo.png": PICTURE, "n.txt": f"{number}"})
        manifest = pod.save()
    assert len(manifest.fields.large_packs) == 1
    assert len(set(manifest.packs)) == len(manifest.packs)
    with store.exported(pod.project_id) as bare:
        assert git(bare, "cat-file", "-s", "main:photo.png") == str(len(PICTURE))
