"""Work that could not become a checkpoint: kept under a create-only ref, offered to people, brought back on request."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Final

import pygit2

from common.errors import Conflict, NotFound
from common.git.checks import PackJudge
from common.git.large import is_binary
from common.git.manifest import Manifest
from common.git.manifest_store import project_folder
from common.git.messages import CheckpointMessage
from common.git.pack_format import ParsedPack
from common.git.packs import NewPack, find_commit, write_pack
from common.git.reader import Mirror
from common.git.refs import refs_of
from common.git.transactions import Change, Transactions
from common.version_models import RescuedWork

RESCUES_AN_EPOCH: Final = 100
"""A session in which people restore and push while the agent works puts work aside each time."""
_FILES_TOLD: Final = 100


class Rescues:
    """Methods raise NotFound, Unavailable."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions
        self._manifests = transactions.manifests

    def keep(self, project_id: str, epoch: int, head: str, pack: ParsedPack, data: bytes) -> Manifest:
        """Create `rescue/{epoch}-{sha7}`; nothing for what is in the history after all: its save's answer was lost.
        Raises PackInvalid, Conflict (taken, or this epoch has rescued too often)."""
        folder = project_folder(project_id)
        ref = f"rescue/{epoch}-{head[:7]}"

        def step(manifest: Manifest) -> Change | None:
            if manifest.refs.get(ref) == head or self._manifests.in_history(folder, manifest, head):
                return None
            rescued = [name for name in manifest.refs if name.startswith(f"rescue/{epoch}-")]
            if ref in rescued or len(rescued) >= RESCUES_AN_EPOCH:
                raise Conflict("This session has put work aside too often.")
            PackJudge(pack, partial(self._manifests.in_packs, folder, manifest)).check_rescue(head)
            names = [*manifest.fields.rescue_packs, pack.name]
            update = {"refs": {**manifest.refs, ref: head}, "rescue_packs": list(dict.fromkeys(names))}
            return Change(manifest.changed(update), (NewPack(pack.name, data, pack.index()),))

        return self._transactions.advance(project_id, step)

    def offered(self, project_id: str) -> list[RescuedWork]:
        """What is kept and not settled, newest first; costs one request where there is none."""
        manifest = self._manifests.load(project_folder(project_id))
        if not list(_open(manifest)):
            return []

        def work(mirror: Mirror) -> list[RescuedWork]:
            with _with_rescues(mirror, self._pack_of(project_id)) as repository:
                found = [_told(mirror, repository, name, sha) for name, sha in _open(mirror.manifest)]
            return sorted((one for one in found if one is not None), key=lambda one: one.created_at, reverse=True)

        return self._transactions.read(project_id, work)

    def merged_tree(self, mirror: Mirror, repository: pygit2.Repository, project_id: str, name: str) -> pygit2.Oid:
        """The head's files with those that the rescued work changed, written into `repository`. Raises NotFound."""
        sha = _sha_of(mirror.manifest, name)
        for pack, data, index in self._pack_of(project_id)(mirror.manifest):
            write_pack(Path(repository.path), pack, data, index)
        rescued, base = _ends(mirror, repository, sha)
        head = mirror.commit(mirror.manifest.head)
        return _brought_over(repository, base.tree, rescued.tree, head.tree)

    def settle(self, project_id: str, name: str) -> Manifest:
        """Offer it no more; the ref stays. Idempotent. Raises NotFound when there is no such rescue."""

        def step(manifest: Manifest) -> Change | None:
            _sha_of(manifest, name)
            settled = manifest.fields.settled
            return None if name in settled else Change(manifest.changed({"settled": [*settled, name]}))

        return self._transactions.advance(project_id, step)

    def _pack_of(self, project_id: str) -> "ReadPacks":
        folder = project_folder(project_id)

        def read(manifest: Manifest) -> Iterator[tuple[str, bytes, bytes]]:
            for name in manifest.fields.rescue_packs:
                files = [b"".join(self._manifests.open_pack(folder, f"{name}.{kind}")) for kind in ("pack", "idx")]
                yield name, files[0], files[1]

        return read


ReadPacks = Callable[[Manifest], Iterator[tuple[str, bytes, bytes]]]


def _open(manifest: Manifest) -> Iterator[tuple[str, str]]:
    settled = set(manifest.fields.settled)
    return ((name, sha) for name, sha in refs_of(manifest.refs, "rescue") if name not in settled)


def _sha_of(manifest: Manifest, name: str) -> str:
    sha = manifest.refs.get(f"rescue/{name}")
    if sha is None:
        raise NotFound("There is no such rescued work.")
    return sha


@contextmanager
def _with_rescues(mirror: Mirror, packs: ReadPacks) -> Iterator[pygit2.Repository]:
    """A repository that also holds the rescued commits, which are not in the history and so in no mirror."""
    mirror.complete()
    with mirror.beside() as repository:
        for name, pack, index in packs(mirror.manifest):
            write_pack(Path(repository.path), name, pack, index)
        yield repository


def _ends(mirror: Mirror, repository: pygit2.Repository, sha: str) -> tuple[pygit2.Commit, pygit2.Commit]:
    """→ (the rescued commit, the newest commit of the history behind it). Raises NotFound."""
    rescued = base = find_commit(repository, sha)
    while base is not None and mirror.find(str(base.id)) is None:
        base = find_commit(repository, base.parent_ids[0]) if base.parent_ids else None
    if rescued is None or base is None:
        raise NotFound("The rescued work can't be read.")
    return rescued, base


def _told(mirror: Mirror, repository: pygit2.Repository, name: str, sha: str) -> RescuedWork | None:
    try:
        rescued, base = _ends(mirror, repository, sha)
    except NotFound:
        return None
    deltas = base.tree.diff_to_tree(rescued.tree).deltas
    return RescuedWork(
        name=name,
        sha=sha,
        base=str(base.id),
        epoch=int(name.partition("-")[0]),
        summary=CheckpointMessage.parse(rescued.message).summary,
        files=sorted({delta.new_file.path for delta in deltas})[:_FILES_TOLD],
        created_at=datetime.fromtimestamp(rescued.commit_time, UTC),
    )


def _brought_over(
    repository: pygit2.Repository, base: pygit2.Tree, rescued: pygit2.Tree, head: pygit2.Tree
) -> pygit2.Oid:
    """`head` with what changed from `base` to `rescued`. A file that both changed is merged where git can; else the
    rescued one stands: the other is in the history."""
    index = pygit2.Index()
    index.read_tree(head)
    for delta in base.diff_to_tree(rescued).deltas:
        path = delta.new_file.path
        theirs = _entry(rescued, path)
        if theirs is None:
            if path in index:
                index.remove(path)
            continue
        before, ours = _entry(base, path), _entry(head, path)
        if ours is not None and before is not None and ours.id not in (before.id, theirs.id):
            theirs = _merged(repository, path, before, ours, theirs)
        index.add(theirs)
    return index.write_tree(repository)


def _entry(tree: pygit2.Tree, path: str) -> pygit2.IndexEntry | None:
    """The file at a path; None where there is none, or a folder."""
    found = tree[path] if path in tree else None  # noqa: SIM401 - a tree has no `get`
    return pygit2.IndexEntry(path, found.id, found.filemode) if isinstance(found, pygit2.Blob) else None


def _merged(
    repository: pygit2.Repository,
    path: str,
    before: pygit2.IndexEntry,
    ours: pygit2.IndexEntry,
    theirs: pygit2.IndexEntry,
) -> pygit2.IndexEntry:
    if not all(_has_lines(repository, entry.id) for entry in (before, ours, theirs)):
        return theirs
    result = repository.merge_file_from_index(before, ours, theirs, use_deprecated=False)
    if not result.automergeable:
        return theirs
    return pygit2.IndexEntry(path, repository.create_blob(result.contents.encode()), theirs.mode)


def _has_lines(repository: pygit2.Repository, oid: pygit2.Oid) -> bool:
    """Whether a file can be merged line by line: pygit2 fails at empty ones and at what isn't UTF-8."""
    if oid not in repository:  # a large one
        return False
    data = repository[oid].peel(pygit2.Blob).data
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return data != b"" and not is_binary(data)
