"""Which packs of large files, or of the past alone, a checkout needs: those that hold a file of its tree, by the packs'
indexes. They are asked only when files are lacking once everything else is there."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

import pygit2

from common.errors import Invalid, Unavailable
from common.git.manifest import Manifest
from common.git.pack_format import PackIndex
from common.git.packs import find_commit, lacking_blobs, missing_files, missing_packs, write_tail

_INDEXES: Final = "pack-indexes"
"""Beside `objects`: an index in `objects/pack` says that its pack is there."""

Download = Callable[[list[str], Path], None]
"""Puts pack files, by name, into a folder. Raises NotFound when one is gone."""


def wanted_packs(lacking: Collection[pygit2.Oid], indexes: Mapping[str, PackIndex]) -> list[str]:
    """Packs that together hold all of these objects that any of them holds, in the order of `indexes`."""
    left = {oid.raw for oid in lacking}
    wanted: list[str] = []
    for name, index in indexes.items():
        held = {oid for oid in left if oid in index}
        if held:
            wanted.append(name)
            left -= held
    return wanted


def fetch_files(
    repository: pygit2.Repository,
    tree: pygit2.Tree,
    manifest: Manifest,
    indexes_of: Callable[[Sequence[str]], Mapping[str, PackIndex]],
    fetch: Callable[[Sequence[str]], None],
) -> None:
    """Have every file of `tree` in `repository`, whose folders and all of `hot_packs` are there.

    `indexes_of` reads the indexes of packs, `fetch` puts packs into the repository; both hear no more names than they
    must. Raises Unavailable when no pack holds a file, and what the two raise.
    """
    lacking = lacking_blobs(repository, tree)
    for names in _tiers(manifest):
        if not lacking:
            return
        indexes = indexes_of(names)
        wanted = wanted_packs(lacking, indexes)
        if wanted:
            fetch(wanted)
            lacking = [oid for oid in lacking if not any(oid.raw in indexes[name] for name in wanted)]
    if lacking:
        raise Unavailable("The project's packs lack a file of this version.")


def _tiers(manifest: Manifest) -> list[list[str]]:
    """Large files of now first; then the past, where a restored version's files are."""
    cold = set(manifest.fields.cold_packs)
    return [[name for name in manifest.fields.large_packs if name not in cold], manifest.fields.cold_packs]


def known_indexes(git_dir: Path, names: Sequence[str]) -> Iterator[PackIndex]:
    """The indexes of these packs that were fetched, with their packs or without."""
    for name in names:
        for folder in (git_dir / "objects" / "pack", git_dir / _INDEXES):
            path = folder / f"{name}.idx"
            if path.exists():
                yield PackIndex(path.read_bytes())
                break


def fetch_checkout(git_dir: Path, manifest: Manifest, download: Download, sha: str | None = None) -> None:
    """Have in `git_dir` all that a checkout of the manifest's head needs, or of an earlier version, and no pack more.

    Raises what `download` does, Invalid when the packs don't hold the version, Unavailable when they lack its files.
    """
    packs = git_dir / "objects" / "pack"
    packs.mkdir(parents=True, exist_ok=True)

    def fetch(names: list[str]) -> None:
        if names:
            download(names, packs)

    def indexes_of(names: Sequence[str]) -> Mapping[str, PackIndex]:
        folder = git_dir / _INDEXES
        folder.mkdir(exist_ok=True)
        files = {name: folder / f"{name}.idx" for name in names}
        lacking = [path.name for path in files.values() if not path.exists()]
        if lacking:
            download(lacking, folder)
        return {name: PackIndex(path.read_bytes()) for name, path in files.items()}

    fetch(missing_packs(git_dir, manifest))
    write_tail(git_dir, manifest)
    repository = pygit2.Repository(git_dir)
    wanted = sha or manifest.head
    commit = find_commit(repository, wanted)
    if commit is None:
        raise Invalid(f"The packs hold no commit {wanted[:7]}.")
    fetch_files(repository, commit.tree, manifest, indexes_of, lambda names: fetch(missing_files(git_dir, names)))
