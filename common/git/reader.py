"""Bare repositories on local disk that mirror what storage holds, so that libgit2 can read it; a cache, bounded.

A mirror holds only what manifests list, so a commit that is in it is in the project's history. It fetches no more than
its reader asks for. On Cloud Run the disk is memory: the limit is small, and the repository used least recently goes
first.
"""

import logging
import os
import shutil
import tempfile
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Final, TypeVar

import pygit2
from pygit2.enums import Option

from common.errors import NotFound, TooLarge
from common.git.manifest import PACK_FILE_NAME, Manifest
from common.git.packs import find_commit, missing_files, write_tail
from common.object_store import ObjectStore

logger = logging.getLogger(__name__)

PARALLEL_DOWNLOADS: Final = 8
CACHE_LIMIT_BYTES: Final = 64 * 1024 * 1024
"""A project bigger than this is still read, and leaves the cache with the next one."""
FETCH_MAX_BYTES: Final = 512 * 1024 * 1024
"""For one reader: even a clone of everything must not fill the disk. Twenty times the largest save."""
_LOCKS: Final = 64
"""Repositories share these by hash, so that their number doesn't grow with that of the projects ever read."""
_TAIL_KEPT_SECONDS: Final = 60
"""A reader in another process may still use an older tail."""

Result = TypeVar("Result")


class PacksGone(Exception):
    """A pack that the manifest lists isn't there any more: read the manifest again."""


class Mirror:
    """One repository while its reader holds it. Methods raise PacksGone, Unavailable."""

    def __init__(self, git_dir: Path, manifest: Manifest, download: Callable[[Path, list[str]], None]) -> None:
        self.git_dir = git_dir
        self.manifest = manifest
        self.repository = pygit2.Repository(git_dir)
        self.grown = False
        self._download = download

    def commit(self, sha: str) -> pygit2.Commit:
        """A commit of the history; packs are fetched newest first until it is there. Raises NotFound."""
        found = self.find(sha)
        if found is None:
            raise NotFound("This version isn't in the project's history.")
        return found

    def find(self, sha: str) -> pygit2.Commit | None:
        """As `commit`; None for what isn't in the history."""
        found = find_commit(self.repository, sha)
        waiting = self.manifest.history_packs[::-1]
        some = 1  # the newest pack mostly ends it; else twice as many each time, so that no search has many rounds
        while found is None and waiting:
            self.fetch(waiting[:some])
            waiting, some = waiting[some:], 2 * some
            found = find_commit(self.repository, sha)
        if found is None and find_commit(self.repository, self.manifest.head) is None:
            raise KeyError(self.manifest.head)  # the folder has lost something
        return found

    def complete(self) -> pygit2.Repository:
        """The repository with everything but large files that weren't asked for."""
        self.fetch(self.manifest.history_packs)
        return self.repository

    def everything(self) -> pygit2.Repository:
        """The repository with everything that `main` needs."""
        self.fetch(self.manifest.all_packs)
        return self.repository

    def files(self) -> list[Path]:
        """The pack files of this manifest that are here, its tail's included."""
        tail = write_tail(self.git_dir, self.manifest)
        folder = self.git_dir / "objects" / "pack"
        names = [*self.manifest.all_packs, *([tail] if tail else [])]
        paths = (folder / f"{name}.{kind}" for name in names for kind in ("pack", "idx"))
        return [path for path in paths if path.exists()]

    def fetch(self, packs: Iterable[str]) -> None:
        """Have these packs here, whatever they hold."""
        names = missing_files(self.git_dir, packs)
        if names:
            self._download(self.git_dir, names)
            self.grown = True

    @contextmanager
    def beside(self) -> Iterator[pygit2.Repository]:
        """A repository that sees all that is here and takes what is new: only what is committed gets into a mirror."""
        with tempfile.TemporaryDirectory(prefix="beside-") as folder:
            git_dir = Path(folder)
            pygit2.init_repository(folder, bare=True)
            alternates = git_dir / "objects" / "info" / "alternates"
            alternates.parent.mkdir(exist_ok=True)
            alternates.write_text(f"{(self.git_dir / 'objects').resolve()}\n")
            yield pygit2.Repository(folder)


class GitReader:
    """Thread-safe: one reader a repository at a time. `limit_bytes` bounds what stays in `folder`."""

    def __init__(self, objects: ObjectStore, folder: Path, limit_bytes: int = CACHE_LIMIT_BYTES) -> None:
        # Large files aren't in a mirror, on purpose: libgit2 is not to refuse a folder that names one.
        pygit2.option(Option.ENABLE_STRICT_OBJECT_CREATION, False)
        self._objects = objects
        self._folder = folder
        self._limit = limit_bytes
        self._lock = threading.Lock()
        found = sorted(folder.glob("*.git"), key=lambda path: path.stat().st_mtime) if folder.is_dir() else []
        self._locks = [threading.Lock() for _ in range(_LOCKS)]
        self._sizes: OrderedDict[str, int] = OrderedDict((path.stem, _size(path)) for path in found)

    def read(
        self, key: str, manifest: Manifest, object_name: Callable[[str], str], work: Callable[[Mirror], Result]
    ) -> Result:
        """Run `work` on the mirror of a manifest; it has the tail and fetches what is asked of it. Raises PacksGone,
        Unavailable, and what `work` does.

        `key` names the repository; `object_name` says where a pack file of the manifest is stored.
        """
        with self._lock_of(key):
            try:
                return self._work(key, manifest, object_name, work)
            except (KeyError, OSError, pygit2.GitError) as error:
                # Another process has cleared the folder under our hands, or a crash left it half written.
                logger.info("cached repository read again", extra={"fields": {"key": key, "reason": repr(error)}})
                self._remove(key)
                return self._work(key, manifest, object_name, work)

    def _work(
        self, key: str, manifest: Manifest, object_name: Callable[[str], str], work: Callable[[Mirror], Result]
    ) -> Result:
        git_dir = self._git_dir(key)
        if not (git_dir / "HEAD").exists():
            git_dir.parent.mkdir(parents=True, exist_ok=True)
            pygit2.init_repository(git_dir, bare=True, initial_head="main")
        tail = write_tail(git_dir, manifest)
        _drop_old_tails(git_dir, {*manifest.all_packs, tail})
        mirror = Mirror(git_dir, manifest, lambda folder, names: self._download(folder, names, object_name))
        try:
            return work(mirror)
        finally:
            self._account(key, grown=mirror.grown)

    def _lock_of(self, key: str) -> threading.Lock:
        return self._locks[hash(key) % _LOCKS]

    def _git_dir(self, key: str) -> Path:
        return self._folder / f"{key}.git"

    def _download(self, git_dir: Path, names: list[str], object_name: Callable[[str], str]) -> None:
        folder = git_dir / "objects" / "pack"
        folder.mkdir(parents=True, exist_ok=True)

        budget = _Budget(FETCH_MAX_BYTES)

        def fetch(name: str) -> tuple[Path, Path]:
            with tempfile.NamedTemporaryFile(dir=folder, prefix=".incoming-", delete=False) as file:
                try:
                    file.writelines(map(budget.spend, self._objects.stream(object_name(name))))
                except BaseException:
                    Path(file.name).unlink(missing_ok=True)
                    raise
            return Path(file.name), folder / name

        with ThreadPoolExecutor(min(PARALLEL_DOWNLOADS, len(names))) as pool:
            try:
                fetched = list(pool.map(fetch, names))
            except NotFound as error:
                raise PacksGone from error
        for arrived, target in fetched:  # each pack before its index, which makes it visible
            arrived.replace(target)

    def _account(self, key: str, *, grown: bool) -> None:
        with self._lock:
            if grown or key not in self._sizes:
                self._sizes[key] = _size(self._git_dir(key))
            self._sizes.move_to_end(key)
            oldest = [other for other in self._sizes if other != key]
            while oldest and sum(self._sizes.values()) > self._limit:
                other = oldest.pop(0)
                lock = self._lock_of(other)
                if lock.acquire(blocking=False):  # else it is being read, or shares the lock that we hold: next time
                    try:
                        self._remove(other)
                        del self._sizes[other]
                    finally:
                        lock.release()

    def _remove(self, key: str) -> None:
        shutil.rmtree(self._git_dir(key), ignore_errors=True)


class _Budget:
    """How many bytes may still be fetched, by several threads."""

    def __init__(self, limit: int) -> None:
        self._left = limit
        self._lock = threading.Lock()

    def spend(self, piece: bytes) -> bytes:
        """→ the piece. Raises TooLarge."""
        with self._lock:
            self._left -= len(piece)
            if self._left < 0:
                limit = f"{FETCH_MAX_BYTES // 1024 // 1024} MiB"
                raise TooLarge(f"The project's history is larger than {limit}, the most that is read at once.")
        return piece


def _size(folder: Path) -> int:
    return sum(entry.stat().st_size for entry in folder.rglob("*") if entry.is_file())


def _drop_old_tails(git_dir: Path, kept: set[str | None]) -> None:
    """Each save leaves a tail behind: what no manifest of now names goes after a while."""
    before = time.time() - _TAIL_KEPT_SECONDS
    with os.scandir(git_dir / "objects" / "pack") as entries:
        for entry in entries:
            stale = entry.name.startswith(".incoming-") or (
                PACK_FILE_NAME.match(entry.name) and entry.name.partition(".")[0] not in kept
            )
            if stale and entry.stat().st_mtime < before:
                Path(entry.path).unlink(missing_ok=True)
