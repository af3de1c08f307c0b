"""Another version of the project than the tree's, laid out beside it: to be drawn and built, never to be changed."""

import shutil
from pathlib import Path
from typing import Protocol

import pygit2

from common.errors import Unavailable
from common.git.fetching import fetch_checkout
from common.git.manifest import Manifest
from common.git.packs import find_commit, lacking_blobs
from session_pod.agent.repository import Source


class Lender(Protocol):
    """Who has the user's files; see session_pod/agent/uploads.py."""

    def lend(self, root: Path) -> None: ...


class VersionFolder:
    """One version at a time, in `folder`; for one thread. It reads the repository beside whoever works with that."""

    def __init__(self, git_dir: Path, folder: Path, source: Source, uploads: Lender) -> None:
        self._git_dir = git_dir
        self._source = source
        self._uploads = uploads
        self._laid_out = ""
        self.folder = folder

    def lay_out(self, sha: str) -> None:
        """Put the files of a version there. Raises Invalid for one that isn't in the history, Unavailable."""
        if self._laid_out == sha:
            return
        self.clear()
        commit = self._commit(sha)
        try:
            _write(commit.tree, self.folder)
            self._uploads.lend(self.folder)
        except OSError as error:
            raise Unavailable(f"The version could not be laid out: {error.strerror}.") from error
        self._laid_out = sha

    def clear(self) -> None:
        """It is of no use any more."""
        self._laid_out = ""
        if self.folder.exists():
            shutil.rmtree(self.folder, ignore_errors=True)

    def _commit(self, sha: str) -> pygit2.Commit:
        repository = pygit2.Repository(str(self._git_dir))
        commit = find_commit(repository, sha)
        if commit is None or lacking_blobs(repository, commit.tree):
            fetch_checkout(self._git_dir, Manifest.from_snapshot(self._source.repo()), self._source.download_packs, sha)
            repository = pygit2.Repository(str(self._git_dir))  # which sees the new packs
            commit = find_commit(repository, sha)
        if commit is None:
            raise Unavailable("The version could not be fetched.")
        return commit


def _write(tree: pygit2.Tree, folder: Path) -> None:
    """What can be saved is plain files with clean names (`common/git/checks.py`): no link leads out."""
    folder.mkdir(parents=True)
    for entry in tree:
        if isinstance(entry, pygit2.Tree):
            _write(entry, folder / str(entry.name))
        elif isinstance(entry, pygit2.Blob):
            (folder / str(entry.name)).write_bytes(entry.data)
