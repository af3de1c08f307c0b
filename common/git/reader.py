"""Bare repositories on local disk that mirror what storage holds, so that libgit2 can read it; a cache, bounded.

On Cloud Run the disk is memory: the limit is small, and the repository used least recently goes first.
"""

import logging
import os
import shutil
import tempfile
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final, TypeVar

import pygit2

from common.errors import NotFound
from common.git.manifest import PACK_FILE_NAME, Manifest
from common.git.packs import missing_packs, write_tail
from common.object_store import ObjectStore

logger = logging.getLogger(__name__)

PARALLEL_DOWNLOADS: Final = 8
CACHE_LIMIT_BYTES: Final = 64 * 1024 * 1024
"""A project bigger than this is still read, and leaves the cache with the next one."""
_LOCKS: Final = 64
"""Repositories share these by hash, so that their number doesn't grow with that of the projects ever read."""
_TAIL_KEPT_SECONDS: Final = 60
"""A reader in another process may still use an older tail."""

Result = TypeVar("Result")


class PacksGone(Exception):
    """A pack that the manifest lists isn't there any more: read the manifest again."""


class GitReader:
    """Thread-safe: one reader a repository at a time. `limit_bytes` bounds what stays in `folder`."""

    def __init__(self, objects: ObjectStore, folder: Path, limit_bytes: int = CACHE_LIMIT_BYTES) -> None:
        self._objects = objects
        self._folder = folder
        self._limit = limit_bytes
        self._lock = threading.Lock()
        found = sorted(folder.glob("*.git"), key=lambda path: path.stat().st_mtime) if folder.is_dir() else []
        self._locks = [threading.Lock() for _ in range(_LOCKS)]
        self._sizes: OrderedDict[str, int] = OrderedDict((path.stem, _size(path)) for path in found)

    def read(
        self,
        key: str,
        manifest: Manifest,
        object_name: Callable[[str], str],
        work: Callable[[pygit2.Repository], Result],
    ) -> Result:
        """Run `work` on a repository that holds all that `manifest` names. Raises PacksGone, Unavailable.

        `key` names the repository; `object_name` says where a pack file of the manifest is stored.
        """
        with self._lock_of(key):
            self._fetch(key, manifest, object_name)
            try:
                return work(self._opened(key, manifest))
            except (KeyError, pygit2.GitError) as error:
                # Another process has cleared the folder under our hands, or a crash left it half written.
                logger.info("cached repository read again", extra={"fields": {"key": key, "reason": repr(error)}})
                self._remove(key)
                self._fetch(key, manifest, object_name)
                return work(self._opened(key, manifest))

    def _opened(self, key: str, manifest: Manifest) -> pygit2.Repository:
        repository = pygit2.Repository(self._git_dir(key))
        repository[manifest.head]  # KeyError here means the folder lost something
        return repository

    def _lock_of(self, key: str) -> threading.Lock:
        return self._locks[hash(key) % _LOCKS]

    def _git_dir(self, key: str) -> Path:
        return self._folder / f"{key}.git"

    def _fetch(self, key: str, manifest: Manifest, object_name: Callable[[str], str]) -> None:
        git_dir = self._git_dir(key)
        if not (git_dir / "HEAD").exists():
            git_dir.parent.mkdir(parents=True, exist_ok=True)
            pygit2.init_repository(git_dir, bare=True, initial_head="main")
        names = missing_packs(git_dir, manifest)
        if names:
            self._download(git_dir, names, object_name)
        tail = write_tail(git_dir, manifest)
        _drop_old_tails(git_dir, {*manifest.all_packs, tail})
        self._account(key, grown=bool(names))

    def _download(self, git_dir: Path, names: list[str], object_name: Callable[[str], str]) -> None:
        folder = git_dir / "objects" / "pack"
        folder.mkdir(parents=True, exist_ok=True)

        def fetch(name: str) -> tuple[Path, Path]:
            with tempfile.NamedTemporaryFile(dir=folder, prefix=".incoming-", delete=False) as file:
                file.writelines(self._objects.stream(object_name(name)))
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
