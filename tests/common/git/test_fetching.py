"""A checkout fetches the packs of large files, and of the past, only for files of its own tree."""

from collections.abc import Mapping
from pathlib import Path

import pygit2
import pytest

from common.errors import NotFound, Unavailable
from common.git.fetching import fetch_checkout, wanted_packs
from common.git.manifest import MAIN, Manifest, ManifestLine, TemplateRef
from common.git.pack_format import PackIndex
from common.git.packs import NewPack, build_pack

_SIGNATURE = pygit2.Signature("Somebody", "s@storydream.local", 1_700_000_000, 0)


class Bucket:
    """A repository whose objects lie in packs as a test says; remembers what was asked for."""

    def __init__(self, folder: Path) -> None:
        self.git = pygit2.init_repository(folder, bare=True)
        self.files: dict[str, bytes] = {}
        self.asked: list[str] = []

    def blob(self, text: str) -> pygit2.Oid:
        return self.git.create_blob(text.encode())

    def commit(self, files: Mapping[str, pygit2.Oid], parents: list[pygit2.Oid]) -> pygit2.Commit:
        index = pygit2.Index()
        for path, oid in files.items():
            index.add(pygit2.IndexEntry(path, oid, pygit2.enums.FileMode.BLOB))
        tree = index.write_tree(self.git)
        return self.git[self.git.create_commit(None, _SIGNATURE, _SIGNATURE, "x", tree, parents)].peel(pygit2.Commit)

    def pack(self, *objects: pygit2.Oid) -> str:
        pack = NewPack.of(*build_pack(self.git, list(objects)))
        self.files |= {f"{pack.name}.pack": pack.pack, f"{pack.name}.idx": pack.index}
        return pack.name

    def download(self, names: list[str], folder: Path) -> None:
        self.asked += names
        for name in names:
            if name not in self.files:
                raise NotFound
            (folder / name).write_bytes(self.files[name])

    def packs_asked(self) -> list[str]:
        return [name.removesuffix(".pack") for name in self.asked if name.endswith(".pack")]


def manifest_of(head: pygit2.Commit, hot: list[str], large: list[str], cold: list[str]) -> Manifest:
    sha = str(head.id)
    line = ManifestLine(
        epoch=0,
        refs={MAIN: sha},
        base=sha,
        template=TemplateRef(id="default", head=sha, packs=[]),
        packs=[*cold, *large, *hot],
        large_packs=large,
        cold_packs=cold,
    )
    return Manifest.build(line)


@pytest.fixture
def bucket(tmp_path: Path) -> Bucket:
    return Bucket(tmp_path / "bucket.git")


@pytest.fixture
def git_dir(tmp_path: Path) -> Path:
    pygit2.init_repository(tmp_path / "pod.git", bare=True)
    return tmp_path / "pod.git"


def test_without_large_files_nothing_but_the_hot_packs_is_asked_for(bucket: Bucket, git_dir: Path) -> None:
    code, film, old = bucket.blob("code"), bucket.blob("film"), bucket.blob("old")
    head = bucket.commit({"a.ts": code}, [])
    hot, large, cold = bucket.pack(head.id, head.tree_id, code), bucket.pack(film), bucket.pack(old)
    fetch_checkout(git_dir, manifest_of(head, [hot], [large], [cold]), bucket.download)
    assert bucket.asked == [f"{hot}.pack", f"{hot}.idx"]


def test_only_the_large_packs_that_hold_a_file_of_the_head_are_fetched(bucket: Bucket, git_dir: Path) -> None:
    code, film, other = bucket.blob("code"), bucket.blob("film"), bucket.blob("another film")
    head = bucket.commit({"a.ts": code, "film.bin": film}, [])
    hot, wanted, unwanted = bucket.pack(head.id, head.tree_id, code), bucket.pack(film), bucket.pack(other)
    manifest = manifest_of(head, [hot], [unwanted, wanted], [])
    fetch_checkout(git_dir, manifest, bucket.download)
    assert bucket.packs_asked() == [hot, wanted]
    assert pygit2.Repository(git_dir)[film].peel(pygit2.Blob).data == b"film"
    bucket.asked.clear()
    fetch_checkout(git_dir, manifest, bucket.download)
    assert bucket.asked == []


def test_a_restored_version_finds_its_files_in_the_packs_of_the_past(bucket: Bucket, git_dir: Path) -> None:
    code, past, film = bucket.blob("code"), bucket.blob("past"), bucket.blob("film of the past")
    head = bucket.commit({"a.ts": code, "b.ts": past, "film.bin": film}, [])
    hot, cold, both = bucket.pack(head.id, head.tree_id, code), bucket.pack(past), bucket.pack(film)
    fetch_checkout(git_dir, manifest_of(head, [hot], [both], [cold, both]), bucket.download)
    assert bucket.packs_asked() == [hot, cold, both]


def test_files_that_no_pack_holds_fail_before_anything_is_checked_out(bucket: Bucket, git_dir: Path) -> None:
    code, nowhere = bucket.blob("code"), bucket.blob("nowhere")
    head = bucket.commit({"a.ts": code, "b.ts": nowhere}, [])
    hot = bucket.pack(head.id, head.tree_id, code)
    with pytest.raises(Unavailable, match="lack a file"):
        fetch_checkout(git_dir, manifest_of(head, [hot], [], []), bucket.download)


def test_a_pack_that_is_gone_is_told(bucket: Bucket, git_dir: Path) -> None:
    head = bucket.commit({"a.ts": bucket.blob("code")}, [])
    with pytest.raises(NotFound):
        fetch_checkout(git_dir, manifest_of(head, ["pack-" + "0" * 40], [], []), bucket.download)


def test_of_two_packs_with_the_same_file_one_is_enough(bucket: Bucket) -> None:
    film, other = bucket.blob("film"), bucket.blob("other")
    names = [bucket.pack(film), bucket.pack(film, other)]
    indexes = {name: PackIndex(bucket.files[f"{name}.idx"]) for name in names}
    assert wanted_packs([film], indexes) == names[:1]
    assert wanted_packs([film, other], indexes) == names
    assert wanted_packs([], indexes) == []
