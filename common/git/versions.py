"""What a project's history holds, read at any version and without a pod."""

import re
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Final

import pygit2

from common.errors import NotFound
from common.git.copying import on_disk
from common.git.diff import version_diff
from common.git.history import checkpoint_of, file_at, files_of, first_parents
from common.git.large import is_binary
from common.git.manifest import Manifest
from common.git.manifest_store import project_folder
from common.git.reader import Mirror
from common.git.refs import names_by_sha, ref_of, refs_of
from common.git.transactions import Transactions
from common.models import Checkpoint, FileEntry
from common.version_models import Branch, VersionDiff

_SHA: Final = re.compile(r"[0-9a-f]{40}")
_NAMED: Final = "name:"


class Versions:
    """All projects' repositories, to be read.

    A `version` is a sha or `name:…`. Every method raises NotFound for a project without a repository or a version that
    isn't in its history, and Unavailable.
    """

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions
        self._manifests = transactions.manifests

    def manifest(self, project_id: str) -> Manifest:
        """The project's manifest as it is now: one read."""
        return self._manifests.load(project_folder(project_id))

    def open_pack(self, project_id: str, name: str) -> Iterator[bytes]:
        """A listed pack file (`pack-….pack` or `….idx`) in pieces, the template's included. Raises NotFound."""
        return self._manifests.open_pack(project_folder(project_id), name)

    def log(
        self, project_id: str, cursor: str | None, limit: int, branch: str | None = None
    ) -> tuple[list[Checkpoint], str | None]:
        """→ (checkpoints, newest first, after the one with sha `cursor`; the cursor of the next page, if any), of main
        or of a branch. The template's own commits are not the project's. The first page costs one to three requests.
        Raises NotFound for a cursor or a branch that isn't there."""

        def work(mirror: Mirror) -> tuple[list[Checkpoint], str | None]:
            refs = mirror.manifest.refs
            tip = refs.get(ref_of("branch", branch)) if branch is not None else mirror.manifest.head
            if tip is None:
                raise NotFound("There is no such branch.")
            names = names_by_sha(refs)
            commits = first_parents(mirror.find, at_version(mirror, cursor or tip), mirror.manifest.template.head)
            if cursor is not None:
                next(commits, None)
            page = [checkpoint_of(commit, names.get(str(commit.id))) for commit in islice(commits, limit)]
            more = len(page) == limit and page[-1].parent not in (None, mirror.manifest.template.head)
            return page, page[-1].sha if more else None

        return self._transactions.read(project_id, work)

    def checkpoint(self, project_id: str, version: str) -> Checkpoint:
        """One checkpoint."""

        def work(mirror: Mirror) -> Checkpoint:
            commit = at_version(mirror, version)
            return checkpoint_of(commit, names_by_sha(mirror.manifest.refs).get(str(commit.id)))

        return self._transactions.read(project_id, work)

    def diff(self, project_id: str, version: str, against: str | None = None) -> VersionDiff:
        """How a version differs from another, or from the one before it. Large files are never fetched for it."""

        def work(mirror: Mirror) -> VersionDiff:
            new = at_version(mirror, version)
            old = at_version(mirror, against or (str(new.parent_ids[0]) if new.parent_ids else str(new.id)))
            return version_diff(mirror.complete(), old, new)

        return self._transactions.read(project_id, work)

    def files(self, project_id: str, version: str) -> list[FileEntry]:
        """Every file of a version, by path."""

        def work(mirror: Mirror) -> list[FileEntry]:
            commit = at_version(mirror, version)
            return files_of(mirror.complete(), commit.tree, partial(self._large, project_id, mirror.manifest))

        return self._transactions.read(project_id, work)

    def _large(self, project_id: str, manifest: Manifest, oid: pygit2.Oid) -> tuple[int, bool]:
        size, start = self._manifests.peek(project_folder(project_id), manifest, oid.raw)
        return size, is_binary(start)

    def read_file(self, project_id: str, version: str, path: str) -> bytes:
        """A file of a version."""
        return self.read_files(project_id, version, [path])[path]

    def read_files(self, project_id: str, version: str, paths: Sequence[str]) -> dict[str, bytes]:
        """Several files of a version at once, by path."""
        folder = project_folder(project_id)

        def work(mirror: Mirror) -> dict[str, bytes]:
            commit, repository = at_version(mirror, version), mirror.complete()
            blobs = {path: file_at(commit, path) for path in paths}
            lacking = [blob.id.raw for blob in blobs.values() if blob.id not in repository]
            packs = {self._manifests.large_holding(folder, mirror.manifest, oid) for oid in lacking}
            mirror.fetch(name for name in packs if name is not None)
            return {path: blob.data for path, blob in blobs.items()}

        return self._transactions.read(project_id, work)

    @contextmanager
    def exported(self, project_id: str, version: str | None = None) -> Iterator[Path]:
        """A temporary bare repository with everything, `main` at the head or at `version`, and the names as tags."""
        with ExitStack() as kept:
            yield self._transactions.read(project_id, lambda mirror: kept.enter_context(_export(mirror, version)))

    def branches(self, project_id: str) -> list[Branch]:
        """Every branch, in the order in which they were made."""
        return [Branch(name=name, sha=sha) for name, sha in refs_of(self.manifest(project_id).refs, "branch")]


def at_version(mirror: Mirror, version: str) -> pygit2.Commit:
    """Raises NotFound."""
    sha = (
        mirror.manifest.refs.get(ref_of("name", version.removeprefix(_NAMED)))
        if version.startswith(_NAMED)
        else version
    )
    if sha is None or _SHA.fullmatch(sha) is None:
        raise NotFound("The project has no such version.")
    return mirror.commit(sha)


def _export(mirror: Mirror, version: str | None) -> AbstractContextManager[Path]:
    commit, repository = at_version(mirror, version or mirror.manifest.head), mirror.everything()

    def is_behind(sha: str) -> bool:
        return sha == str(commit.id) or repository.descendant_of(commit.id, pygit2.Oid(hex=sha))

    names = [(name, sha) for name, sha in refs_of(mirror.manifest.refs, "name") if is_behind(sha)]
    return on_disk(mirror.files(), str(commit.id), names)
