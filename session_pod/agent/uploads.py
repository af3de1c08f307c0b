"""The user's files in the working tree: `public/uploads/` holds what `public/assets.json` names, and git none of it.

The folder is also the project's own code's: nothing is written through a link, and what was changed there is fetched
again. Bytes come from the bucket and are checked by what the edge says of them, never by the register.
"""

import hashlib
import json
import logging
import os
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final, Protocol

from common.asset_models import ASSETS_FILE, UPLOADS_FOLDER
from common.errors import Invalid, StoryDreamError
from common.git.checks import path_problem
from common.ids import is_id
from common.logs import bound
from session_pod.agent.edge_client import StoredAsset
from session_pod.agent.patience import is_temporary
from session_pod.agent.tools import paths

logger = logging.getLogger(__name__)

FILES_MAX: Final = 1_000
BYTES_MAX: Final = 600 * 1024 * 1024
"""A project's folder may hold 768 MiB (docs/contracts.md); the register is anybody's text and may name more."""
_PARALLEL: Final = 4
_AGAIN_SECONDS: Final = (1.0, 3.0, 10.0, 30.0)
_MODE: Final = 0o664


class Source(Protocol):
    """Where the bytes come from; see session_pod/agent/edge_client.py."""

    def find_asset(self, asset_id: str) -> StoredAsset: ...
    def download_asset(self, asset: StoredAsset, take: Callable[[bytes], None]) -> None: ...


@dataclass(frozen=True, slots=True)
class _There:
    """A file that was put into the tree: as it was then."""

    asset_id: str
    size: int
    changed_ns: int


class Uploads:
    """Of one project folder. A thread keeps it as the register says; `bring` does so at once. Thread-safe."""

    def __init__(self, root: Path, source: Source, session: str) -> None:
        self._root = root
        self._source = source
        self._session = session
        self._lock = threading.Lock()
        self._there: dict[str, _There] = {}
        self._woken = threading.Event()
        self._closed = threading.Event()
        self._thread = threading.Thread(target=self._keep, name="uploads", daemon=True)

    def start(self) -> None:
        self._woken.set()
        self._thread.start()

    def wake(self) -> None:
        """The tree has moved: the register may say something else."""
        self._woken.set()

    def close(self) -> None:
        self._closed.set()
        self._woken.set()

    def names(self) -> dict[str, str]:
        """→ what the register calls each asset, by id."""
        return {asset_id: name for name, asset_id in self._registered().items()}

    def bring(self) -> bool:
        """Make the folder as the register says → whether all of it is there, or never will be."""
        with self._lock:
            wanted = self._registered()
            for name in [name for name, there in self._there.items() if wanted.get(name) != there.asset_id]:
                self._take_away(name)
            lacking = [(name, asset_id) for name, asset_id in wanted.items() if not self._is_there(name)]
            room = _Room(BYTES_MAX - sum(there.size for there in self._there.values()))
            with ThreadPoolExecutor(_PARALLEL) as pool:
                return all(list(pool.map(lambda one: self._fetched(one[0], one[1], room), lacking)))

    def lend(self, root: Path) -> None:
        """Make the uploads of another version of the project, whose folder nobody else touches, as its register says:
        linked where they are here, fetched where they aren't. What can't be had is left out."""
        other = Uploads(root, self._source, self._session)
        with self._lock:
            here = {there.asset_id: name for name, there in self._there.items() if self._is_there(name)}
            for name, asset_id in other._registered().items():
                if asset_id in here:
                    other._there[name] = _linked(self._root, here[asset_id], root, name, asset_id)
        other.bring()

    def _keep(self) -> None:
        with bound(session_id=self._session):
            tries = 0
            while not self._closed.is_set():
                wait = _AGAIN_SECONDS[min(tries, len(_AGAIN_SECONDS)) - 1] if tries else None
                self._woken.wait(wait)
                self._woken.clear()
                if not self._closed.is_set():
                    tries = 0 if self.bring() else tries + 1

    def _registered(self) -> dict[str, str]:
        try:
            listed = json.loads(paths.read_text(self._root, ASSETS_FILE))
        except (StoryDreamError, ValueError, RecursionError):
            return {}  # none yet, or the user's own file by that name
        if not isinstance(listed, dict):
            return {}
        named = {name: entry.get("assetId") for name, entry in listed.items() if isinstance(entry, dict)}
        good = {name: asset_id for name, asset_id in named.items() if _is_good(name, asset_id)}
        return dict(list(good.items())[:FILES_MAX])

    def _is_there(self, name: str) -> bool:
        there = self._there.get(name)
        if there is None:
            return False
        try:
            found = (self._root / UPLOADS_FOLDER / name).lstat()
        except OSError:
            return False
        return (found.st_size, found.st_mtime_ns) == (there.size, there.changed_ns)

    def _take_away(self, name: str) -> None:
        del self._there[name]
        try:
            paths.remove(self._root, f"{UPLOADS_FOLDER}/{name}")
        except StoryDreamError as error:
            logger.info("an upload was gone already", extra={"fields": {"reason": error.detail}})

    def _fetched(self, name: str, asset_id: str, room: "_Room") -> bool:
        """False when it is worth trying again."""
        fields = {"asset_id": asset_id}
        started = time.monotonic()
        try:
            asset = self._source.find_asset(asset_id)
            if not room.take(asset.size):
                logger.warning("no room for an upload", extra={"fields": {**fields, "bytes": asset.size}})
                return True
            self._there[name] = self._written(name, asset)
        except StoryDreamError as error:
            logger.warning("an upload is not here", extra={"fields": {**fields, "reason": error.detail}})
            return not is_temporary(error)
        except OSError as error:
            logger.warning("an upload can't be written", extra={"fields": {**fields, "reason": str(error)}})
            return True
        took = round((time.monotonic() - started) * 1000)
        logger.info("an upload is here", extra={"fields": {**fields, "bytes": asset.size, "ms": took}})
        return True

    def _written(self, name: str, asset: StoredAsset) -> _There:
        """Whole and checked before it bears its name. Raises Invalid, PathRefused, UpstreamFailed, OSError."""
        parts = paths.parts_of(f"{UPLOADS_FOLDER}/{name}")
        beside = f".{asset.id}.part"
        with paths.open_folder(self._root, parts[:-1], create=True) as folder:
            _forget(beside, folder)
            descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, _MODE, dir_fd=folder)
            try:
                with os.fdopen(descriptor, "wb") as file:
                    arriving = _Arriving(asset, file)
                    self._source.download_asset(asset, arriving.take)
                    arriving.end()
                # Looked at before it has its name: what somebody then does to it isn't what was put there.
                found = os.stat(beside, dir_fd=folder, follow_symlinks=False)
                os.replace(beside, parts[-1], src_dir_fd=folder, dst_dir_fd=folder)
            except BaseException:
                _forget(beside, folder)
                raise
        return _There(asset.id, found.st_size, found.st_mtime_ns)


def _linked(source: Path, name: str, target: Path, as_name: str, asset_id: str) -> _There:
    """The same file in another folder. Raises PathRefused, OSError."""
    known, wanted = paths.parts_of(f"{UPLOADS_FOLDER}/{name}"), paths.parts_of(f"{UPLOADS_FOLDER}/{as_name}")
    with (
        paths.open_folder(source, known[:-1]) as here,
        paths.open_folder(target, wanted[:-1], create=True) as there,
    ):
        os.link(known[-1], wanted[-1], src_dir_fd=here, dst_dir_fd=there, follow_symlinks=False)
        found = os.stat(wanted[-1], dir_fd=there, follow_symlinks=False)
    return _There(asset_id, found.st_size, found.st_mtime_ns)


class _Arriving:
    """Bytes on their way into a file, held to what the edge said of them."""

    def __init__(self, asset: StoredAsset, file: IO[bytes]) -> None:
        self._asset = asset
        self._file = file
        self._digest = hashlib.sha256()
        self._size = 0

    def take(self, piece: bytes) -> None:
        self._size += len(piece)
        if self._size > self._asset.size:
            raise Invalid("More came than was stored.")
        self._digest.update(piece)
        self._file.write(piece)

    def end(self) -> None:
        if (self._size, self._digest.hexdigest()) != (self._asset.size, self._asset.sha256):
            raise Invalid("Other bytes came than were stored.")


class _Room:
    """How many bytes may still come. Thread-safe."""

    def __init__(self, size: int) -> None:
        self._left = size
        self._lock = threading.Lock()

    def take(self, size: int) -> bool:
        with self._lock:
            if size > self._left:
                return False
            self._left -= size
            return True


def _is_good(name: str, asset_id: object) -> bool:
    return isinstance(asset_id, str) and is_id(asset_id) and path_problem(f"{UPLOADS_FOLDER}/{name}") is None


def _forget(name: str, folder: int) -> None:
    try:
        os.unlink(name, dir_fd=folder)
    except FileNotFoundError:
        return
