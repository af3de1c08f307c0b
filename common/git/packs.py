"""Git packs on disk, for the pod and the edge alike: lay a manifest's tail beside the packs, and pack what is new.

A pack that is posted is self-contained: of every commit since the manifest's base it holds the commit, *all* its trees
and the blobs that its parent lacks. The edge can so judge it without fetching a single pack.
"""

import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pygit2
from pygit2.enums import FileMode, ObjectType

from common.git.manifest import Manifest
from common.git.pack_format import parse_pack

CHECKSUM_BYTES: Final = 20


@dataclass(frozen=True)
class NewPack:
    """A pack that isn't stored yet, with its index."""

    name: str
    pack: bytes
    index: bytes

    @classmethod
    def of(cls, pack: bytes, index: bytes | None = None) -> "NewPack":
        """Named and, where it comes without, indexed. The pack is one of our own making."""
        return cls(pack_name(pack), pack, parse_pack(pack).index() if index is None else index)

    @property
    def size(self) -> int:
        return len(self.pack) + len(self.index)


def pack_name(pack: bytes) -> str:
    """`pack-<40 hex>`: packs are named by their own checksum, so a name never means two contents."""
    return f"pack-{pack[-CHECKSUM_BYTES:].hex()}"


def missing_packs(git_dir: Path, manifest: Manifest) -> list[str]:
    """The file names (`….pack`, then `….idx`) that a checkout of the head needs and `git_dir` lacks, to be put in
    objects/pack. Large files stay out: `lacking_blobs` tells then which of them the tree holds."""
    return missing_files(git_dir, manifest.hot_packs)


def missing_files(git_dir: Path, names: Iterable[str]) -> list[str]:
    """Of these packs, the files that `git_dir` lacks: `….pack`, then `….idx`."""
    folder = git_dir / "objects" / "pack"
    missing = [name for name in names if not all((folder / f"{name}.{kind}").exists() for kind in ("idx", "pack"))]
    return [f"{name}.{kind}" for name in missing for kind in ("pack", "idx")]


def lacking_blobs(repository: pygit2.Repository, tree: pygit2.Tree) -> list[pygit2.Oid]:
    """The files of a tree, all folders expanded, whose content isn't in the repository; its folders are."""
    lacking: dict[pygit2.Oid, None] = {}
    waiting = [tree]
    while waiting:
        for entry in waiting.pop():
            if isinstance(entry, pygit2.Tree):
                waiting.append(entry)
            elif entry.id not in repository:
                lacking[entry.id] = None
    return list(lacking)


def write_tail(git_dir: Path, manifest: Manifest) -> str | None:
    """Put the manifest's tail into `git_dir`/objects/pack; idempotent. → its name, None when there is no tail."""
    if not manifest.tail_pack:
        return None
    name = pack_name(manifest.tail_pack)
    write_pack(git_dir, name, manifest.tail_pack, manifest.tail_index)
    return name


def write_pack(git_dir: Path, name: str, pack: bytes, index: bytes) -> None:
    """Put one pack where git finds it: the index last and whole, as it makes the pack visible."""
    folder = git_dir / "objects" / "pack"
    folder.mkdir(parents=True, exist_ok=True)
    for kind, data in (("pack", pack), ("idx", index)):
        target = folder / f"{name}.{kind}"
        if target.exists():
            continue
        with tempfile.NamedTemporaryFile(dir=folder, prefix=".incoming-", delete=False) as file:
            file.write(data)
        Path(file.name).replace(target)


def new_commits(repository: pygit2.Repository, base: str, head: str) -> list[pygit2.Commit]:
    """The commits from `head` back to, and without, `base`, along first parents; newest first.

    Raises ValueError when `base` isn't behind `head`.
    """
    commits: list[pygit2.Commit] = []
    oid, end = pygit2.Oid(hex=head), pygit2.Oid(hex=base)
    while oid != end:
        commit = find_commit(repository, oid)
        if commit is None or not commit.parent_ids:
            raise ValueError(f"{base} is not behind {head}")
        commits.append(commit)
        oid = commit.parent_ids[0]
    return commits


def find_commit(repository: pygit2.Repository, oid: pygit2.Oid | str) -> pygit2.Commit | None:
    """The commit of this id; None when there is none, or it names something else."""
    found: object = repository.get(oid)
    return found if isinstance(found, pygit2.Commit) else None


def new_objects(
    repository: pygit2.Repository, base: str, head: str, stored: Callable[[pygit2.Oid], bool] = lambda _: False
) -> list[pygit2.Oid]:
    """What a self-contained pack since `base` holds: commits, all their trees, and the blobs that their parents lack,
    but for those of which `stored` knows that a stored pack holds them."""
    found: dict[pygit2.Oid, None] = {}
    for commit in new_commits(repository, base, head):
        found[commit.id] = None
        parent = find_commit(repository, commit.parent_ids[0])
        found.update(dict.fromkeys(_trees(commit.tree)))
        blobs = _new_blobs(commit.tree, None if parent is None else parent.tree)
        found.update(dict.fromkeys(blob for blob in blobs if not stored(blob)))
    return list(found)


def _trees(tree: pygit2.Tree) -> Iterator[pygit2.Oid]:
    yield tree.id
    for entry in tree:
        if isinstance(entry, pygit2.Tree):
            yield from _trees(entry)


def _new_blobs(tree: pygit2.Tree, before: pygit2.Tree | None) -> Iterator[pygit2.Oid]:
    if before is not None and tree.id == before.id:
        return
    for entry in tree:
        old = before[entry.name] if before is not None and entry.name is not None and entry.name in before else None
        if old is not None and old.id == entry.id:
            continue
        if isinstance(entry, pygit2.Tree):
            yield from _new_blobs(entry, old if isinstance(old, pygit2.Tree) else None)
        elif entry.type == ObjectType.BLOB and entry.filemode != FileMode.COMMIT:
            yield entry.id


def build_pack(repository: pygit2.Repository, objects: list[pygit2.Oid]) -> tuple[bytes, bytes]:
    """→ (pack, index) of exactly these objects."""
    builder = pygit2.PackBuilder(repository)
    builder.set_threads(1)  # two threads cost more than they save at this size
    for oid in objects:
        builder.add(oid)
    with tempfile.TemporaryDirectory(prefix="pack-") as folder:
        builder.write(folder)
        files = {path.suffix: path.read_bytes() for path in Path(folder).iterdir()}
    return files[".pack"], files[".idx"]


def pack_since(
    repository: pygit2.Repository, base: str, head: str, stored: Callable[[pygit2.Oid], bool] = lambda _: False
) -> bytes:
    """The self-contained pack of all since `base`, as `POST /pod/v1/checkpoints` wants it. Raises ValueError.

    A file that a version since `base` had and that isn't here is a large one: no checkout of the head needed it, and a
    stored pack holds it. `stored` knows it of further ones: a restored version's need not travel again.
    """
    objects = new_objects(repository, base, head, stored=lambda blob: blob not in repository or stored(blob))
    return build_pack(repository, objects)[0]
