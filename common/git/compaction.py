"""Compaction: many small packs become one that a checkout needs, and one of the past that it doesn't need.

Nothing is taken from the history. The old packs stay until they have been unlisted for a day (`common/git/upkeep.py`).
"""

import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pygit2

from common.git.cli import run_git
from common.git.large import is_large, large_pack
from common.git.manifest import Manifest, ManifestLine
from common.git.pack_format import PackedObject, PackIndex
from common.git.packs import NewPack
from common.git.reader import Mirror
from common.git.walking import Reached

PACKS_MAX: Final = 16
"""An open fetches each of these: two requests a pack."""
_HEAD_COMMITS: Final = 200
"""The newest ones lie with the files of now, so that the first pages of a history need one pack."""
_LARGE_PACK_BYTES: Final = 32 * 1024 * 1024
"""In memory while it is written."""


@dataclass(frozen=True)
class Compacted:
    """What a manifest with this `head` comes to: `packs` are new, `line` lists them and what was kept of the
    `inputs`."""

    head: str
    inputs: tuple[str, ...]
    line: ManifestLine
    packs: tuple[NewPack, ...]


def is_due(manifest: Manifest) -> bool:
    """Whether more packs are needed for a checkout than should be."""
    fields = manifest.fields
    hot = set(fields.packs) - set(fields.cold_packs)
    large = hot & set(fields.large_packs)
    return len(hot - large) > PACKS_MAX or len(large) > PACKS_MAX


def compact(mirror: Mirror, index_of: Callable[[str], PackIndex]) -> Compacted:
    """Repack what a manifest lists, its tail included. `index_of` is the index of a listed pack of large files."""
    manifest, repository = mirror.manifest, mirror.complete()
    reached = Reached.between(repository, manifest.head, manifest.template.head)
    now = Reached.of_tree(mirror.commit(manifest.head).tree)
    large = _LargeFiles(mirror, index_of, set(now.blobs))
    apart = large.kept_apart(reached.blobs)
    recent = set(reached.commits[:_HEAD_COMMITS])
    # While the head moves on, the base stays, and who packs since then looks at the base's folders.
    trees = {*now.trees, *Reached.of_tree(mirror.commit(manifest.base).tree).trees}

    def is_now(oid: pygit2.Oid) -> bool:
        return oid not in apart and (oid in recent or oid in trees or oid in now.blobs)

    def is_past(oid: pygit2.Oid) -> bool:
        return oid not in apart and not is_now(oid)

    past = _packed(mirror.git_dir, reached.objects(is_past))
    head = _packed(mirror.git_dir, reached.objects(is_now))
    new = [pack for pack in (past, *large.new, head) if pack is not None]
    cold = [*large.cold, *([past.name] if past else [])]
    names = [*([past.name] if past else []), *large.names, *([head.name] if head else [])]
    update = {"packs": names, "large_packs": large.names, "cold_packs": cold}
    return Compacted(manifest.head, tuple(manifest.packs), manifest.fields.model_copy(update=update), tuple(new))


def applied(manifest: Manifest, done: Compacted) -> Manifest | None:
    """The manifest with its packs compacted, whatever was committed meanwhile; None when others have compacted it.

    Where nothing was, the tail is packed too, and every pod that is open packs its next save since a newer base.
    """
    fields = manifest.fields
    if not set(done.inputs) <= set(fields.packs):
        return None
    added = [name for name in fields.packs if name not in done.inputs]
    update: dict[str, object] = {
        "packs": [*done.line.packs, *added],
        "large_packs": [*done.line.large_packs, *(name for name in added if name in fields.large_packs)],
        "cold_packs": [*done.line.cold_packs, *(name for name in added if name in fields.cold_packs)],
    }
    if manifest.head != done.head:
        return Manifest.build(fields.model_copy(update=update), manifest.tail_pack, manifest.tail_index)
    return Manifest.build(fields.model_copy(update={**update, "base": done.head}))


class _LargeFiles:
    """The packs of large files after a compaction: those that there are stay, until they are too many."""

    def __init__(self, mirror: Mirror, index_of: Callable[[str], PackIndex], now: set[pygit2.Oid]) -> None:
        fields = mirror.manifest.fields
        self._mirror = mirror
        self._now = now
        self.new: list[NewPack] = []
        self.cold = [name for name in fields.large_packs if name in fields.cold_packs]
        hot = [name for name in fields.large_packs if name not in fields.cold_packs]
        self._stored = {name: {pygit2.Oid(raw=oid) for oid in index_of(name)} for name in fields.large_packs}
        self._rewritten = hot if len(hot) > PACKS_MAX else []
        self.names = [name for name in fields.large_packs if name not in self._rewritten]
        self.cold += [name for name in hot if name in self.names and not self._stored[name] & now]

    def kept_apart(self, blobs: Iterable[pygit2.Oid]) -> set[pygit2.Oid]:
        """→ those of the blobs that are in packs of large files from now on. To be called once."""
        self._mirror.fetch(self._rewritten)
        stored = {oid for name in self.names for oid in self._stored[name]}
        moving = {oid for name in self._rewritten for oid in self._stored[name]} - stored
        fresh = [oid for oid in blobs if oid in moving or (oid not in stored and self._is_large(oid))]
        for there in (True, False):
            for files in self._batches(oid for oid in fresh if (oid in self._now) is there):
                pack = large_pack(files)
                self.new.append(pack)
                self.names.append(pack.name)
                if not there:
                    self.cold.append(pack.name)
        return stored.union(fresh)

    def _is_large(self, oid: pygit2.Oid) -> bool:
        return is_large(self._data(oid))

    def _data(self, oid: pygit2.Oid) -> bytes:
        return self._mirror.repository[oid].peel(pygit2.Blob).data

    def _batches(self, oids: Iterable[pygit2.Oid]) -> Iterator[list[PackedObject]]:
        batch: list[PackedObject] = []
        size = 0
        for oid in oids:
            data = self._data(oid)
            if batch and size + len(data) > _LARGE_PACK_BYTES:
                yield batch
                batch, size = [], 0
            batch.append(PackedObject("blob", data, 0, 0))
            size += len(data)
        if batch:
            yield batch


def _packed(git_dir: Path, objects: Iterable[tuple[pygit2.Oid, str]]) -> NewPack | None:
    """One pack of exactly these objects; None of none."""
    listed = "".join(f"{oid} {path}\n" for oid, path in objects)
    if not listed:
        return None
    with tempfile.TemporaryDirectory(prefix="compact-") as folder:
        options = ("--quiet", "--threads=1", "--window=50", "--depth=50")
        run_git(git_dir, "pack-objects", *options, str(Path(folder, "pack")), given=listed.encode())
        files = {path.suffix: path.read_bytes() for path in Path(folder).iterdir()}
    return NewPack.of(files[".pack"], files[".idx"])
