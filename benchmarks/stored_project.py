"""A project as the product stores it, saved checkpoint by checkpoint and compacted when due, and what that asked of the
storage."""

from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Final

import pygit2

from benchmarks.video_history import VideoHistory
from common.errors import StoryDreamError
from common.git.cli import run_git
from common.git.compaction import PACKS_MAX
from common.git.manifest import Manifest
from common.git.manifest_store import ManifestStore, project_folder
from common.git.pack_format import PackIndex
from common.git.packs import pack_since
from common.git.reader import GitReader
from common.git.store import TAIL_MAX_OBJECTS, GitStore, SaveMeta
from common.git.transactions import Transactions
from common.git.upkeep import Upkeep
from common.models import PAGE_MAX
from common.object_store import ObjectStore
from tests.storage_proxy import StorageProxy

_CREATED: Final = datetime(2026, 2, 28, tzinfo=UTC)
_A_SAVE_OBJECTS: Final = 12
"""More than any ordinary save adds to the tail."""


@dataclass(frozen=True)
class Operations:
    """What the storage was asked, as its price list counts it: class A writes, lists and copies, class B reads;
    deleting is free. Bytes of bodies."""

    class_a: int = 0
    class_b: int = 0
    written: int = 0
    read: int = 0

    @classmethod
    def of(cls, proxy: StorageProxy) -> "Operations":
        """Since the proxy was reset."""
        kinds = [method in ("POST", "PUT") or not name for method, name in proxy.names if method != "DELETE"]
        return cls(sum(kinds), len(kinds) - sum(kinds), proxy.bytes_received, proxy.bytes_sent)

    def __add__(self, other: "Operations") -> "Operations":
        return Operations(
            self.class_a + other.class_a,
            self.class_b + other.class_b,
            self.written + other.written,
            self.read + other.read,
        )


class StoredProject:
    """`length` checkpoints of a history are stored; every one of them was acknowledged."""

    def __init__(self, objects: ObjectStore, folder: Path, project_id: str, pictures: frozenset[int]) -> None:
        self._objects = objects
        self._folder = folder
        self._caches = count()
        self.project_id = project_id
        self.store = self.another_edge()
        self.manifest = self.store.seed(project_id, "default", _CREATED)
        git_dir = folder / "history.git"
        self._unpack(git_dir)
        self.history = VideoHistory(git_dir, self.manifest.head, pictures=pictures)
        self.length = 0

    def another_edge(self) -> GitStore:
        """A store that has read nothing yet."""
        return GitStore(self._objects, self._folder / f"cache-{next(self._caches)}")

    def grow(self, length: int, *, until_compaction: bool = False) -> None:
        """Save until there are so many checkpoints, or, with `until_compaction`, an open needs more packs and a longer
        tail than at any other time."""
        while self.length < length and not (until_compaction and self._compaction_is_near()):
            self._save()

    def copy(self, name: str, *, compacted: bool) -> str:
        """The same project, just compacted if that is asked for, under another id → the id. What is measured on it
        changes nothing here."""
        target = f"{self.project_id}-{name}"
        manifest = self.store.duplicate(self.project_id, self.manifest.head, target)
        if compacted and manifest.packs:
            transactions = Transactions(ManifestStore(self._objects), self._reader())
            Upkeep(self._objects, transactions).compact(target, force=True)
        return target

    def lost(self) -> int:
        """Acknowledged checkpoints that the log doesn't have, and one more when git finds the repository unsound."""
        cold, cursor, found = self.another_edge(), None, set[str]()
        while True:
            page, cursor = cold.log(self.project_id, cursor, PAGE_MAX)
            found.update(checkpoint.sha for checkpoint in page)
            if cursor is None:
                break
        missing = set(self.history.shas[: self.length + 1]) - found
        return len(missing) + int(not self._sound(cold))

    def live_bytes(self, project_id: str) -> int:
        """What the storage keeps of a project: its manifest, the packs that it lists, what makes it a repository."""
        listed = set(self.store.manifest(project_id).all_packs)
        objects = self._objects.list_objects(f"{project_folder(project_id)}/")
        return sum(item.size for item in objects if "/objects/pack/" not in item.name or Path(item.name).stem in listed)

    def _save(self) -> None:
        self.history.extend(self.length + 1)
        head, manifest = self.history.shas[self.length + 1], self.manifest
        pack = pack_since(self.history.repository, manifest.base, head)
        meta = SaveMeta(manifest.head, head, manifest.epoch, manifest.base)
        self.manifest = self.store.save(self.project_id, meta, pack)
        self.length += 1
        if self.store.needs_compaction(self.manifest):
            self.manifest = self._compacted()

    def _compaction_is_near(self) -> bool:
        packs = set(self.manifest.hot_packs) - set(self.manifest.template.packs)
        tail = PackIndex(self.manifest.tail_index).count if self.manifest.tail_index else 0
        return len(packs) >= PACKS_MAX and tail > TAIL_MAX_OBJECTS - _A_SAVE_OBJECTS

    def _compacted(self) -> Manifest:
        """As tasks do it, on whichever edge they meet; nothing is old enough yet to be collected."""
        task = self.another_edge()
        task.compact(self.project_id)
        task.collect(self.project_id)
        return self.store.manifest(self.project_id)

    def _reader(self) -> GitReader:
        return GitReader(self._objects, self._folder / f"cache-{next(self._caches)}")

    def _unpack(self, git_dir: Path) -> None:
        pygit2.init_repository(git_dir, bare=True, initial_head="main")
        names = (f"{name}.pack" for name in self.manifest.all_packs)
        packs = [b"".join(self.store.open_pack(self.project_id, name)) for name in names]
        for pack in (*packs, self.manifest.tail_pack):
            run_git(git_dir, "unpack-objects", "-q", given=pack)

    def _sound(self, store: GitStore) -> bool:
        with store.exported(self.project_id) as git_dir:
            try:
                run_git(git_dir, "fsck", "--strict", "--no-progress")
            except StoryDreamError:
                return False
        return True
