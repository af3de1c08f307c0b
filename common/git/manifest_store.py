"""Manifests and packs as objects in Cloud Storage, with what may be remembered of them between requests."""

import re
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from typing import Final, Generic, TypeVar

from common.errors import NotFound, Unavailable
from common.git.manifest import MANIFEST_NAME, PACK_FILE_NAME, Manifest
from common.git.pack_format import PackIndex, entry_start
from common.git.packs import NewPack
from common.ids import is_id
from common.object_store import ObjectStore

_MANIFESTS_KEPT_BYTES: Final = 16 * 1024 * 1024
_INDEXES_KEPT_BYTES: Final = 8 * 1024 * 1024
_PARALLEL: Final = 8
_PEEK_BYTES: Final = 8 * 1024
"""Git looks at 8,000 bytes to tell whether a file is binary; deflated they are about as many at most."""
_TEMPLATE_ID: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")

Kept = TypeVar("Kept")


class _Recent(Generic[Kept]):
    """The most recently used values, up to a number of bytes. Thread-safe."""

    def __init__(self, limit_bytes: int, size: Callable[[Kept], int]) -> None:
        self._limit = limit_bytes
        self._size = size
        self._lock = threading.Lock()
        self._values: OrderedDict[str, Kept] = OrderedDict()
        self._held = 0

    def get(self, key: str) -> Kept | None:
        with self._lock:
            value = self._values.get(key)
            if value is not None:
                self._values.move_to_end(key)
            return value

    def put(self, key: str, value: Kept) -> None:
        with self._lock:
            self._forget(key)
            self._values[key] = value
            self._held += self._size(value)
            while self._held > self._limit and len(self._values) > 1:
                self._forget(next(iter(self._values)))

    def _forget(self, key: str) -> None:
        old = self._values.pop(key, None)
        if old is not None:
            self._held -= self._size(old)


def template_folder(template_id: str) -> str:
    """Where a template's repository is. Raises NotFound for what can't be a template's id."""
    if _TEMPLATE_ID.fullmatch(template_id) is None:
        raise NotFound("There is no such template.")
    return f"templates/{template_id}/repo.git"


def project_folder(project_id: str) -> str:
    """Where a project's repository is. Raises NotFound for what can't be a project's id."""
    if not is_id(project_id):
        raise NotFound
    return f"repos/{project_id}/repo.git"


def pack_object(folder: str, manifest: Manifest, file_name: str) -> str:
    """The object that holds a pack file of a manifest: the template's packs stay with the template."""
    if file_name.partition(".")[0] in manifest.template.packs:
        folder = template_folder(manifest.template.id)
    return f"{folder}/objects/pack/{file_name}"


class ManifestStore:
    """Reads and swaps manifests. A `folder` is `project_folder(id)` or `template_folder(id)`."""

    def __init__(self, objects: ObjectStore) -> None:
        self._objects = objects
        self._manifests: _Recent[Manifest] = _Recent(_MANIFESTS_KEPT_BYTES, lambda manifest: len(manifest.data))
        self._indexes: _Recent[PackIndex] = _Recent(_INDEXES_KEPT_BYTES, lambda index: index.size)

    def load(self, folder: str) -> Manifest:
        """The manifest as it is now. Raises NotFound."""
        try:
            data, generation = self._objects.get(f"{folder}/{MANIFEST_NAME}")
        except NotFound as error:
            raise NotFound("This has no repository.") from error
        manifest = Manifest.parse(data, generation)
        self._manifests.put(folder, manifest)
        return manifest

    def recent(self, folder: str) -> Manifest | None:
        """The manifest as last seen by this process; perhaps an older one: a swap against it then fails."""
        return self._manifests.get(folder)

    def swap(self, folder: str, manifest: Manifest, generation: int, packs: tuple[NewPack, ...] = ()) -> Manifest:
        """Store the packs, then put the manifest in place of `generation` (0: where there is none). That put is the
        commit point. Raises ObjectChanged, also when an earlier try of this very call got through."""
        for pack in packs:
            self.put_pack(folder, pack)
        stored = self._objects.put(f"{folder}/{MANIFEST_NAME}", manifest.data, if_generation_match=generation)
        manifest = replace(manifest, generation=stored)
        self._manifests.put(folder, manifest)
        return manifest

    def put_pack(self, folder: str, pack: NewPack) -> None:
        """Idempotent: a name never means two contents. Written even if it is there, since what is fresh isn't
        collected as garbage before a manifest lists it."""
        place = f"{folder}/objects/pack/{pack.name}"
        with ThreadPoolExecutor(2) as pool:
            writes = [
                pool.submit(self._objects.put, f"{place}.{kind}", data)
                for kind, data in (("pack", pack.pack), ("idx", pack.index))
            ]
            for write in writes:
                write.result()

    def open_pack(self, folder: str, file_name: str) -> Iterator[bytes]:
        """A pack file that the manifest lists, in pieces. Raises NotFound for any other name."""
        if not PACK_FILE_NAME.match(file_name):
            raise NotFound
        manifest = self.recent(folder)
        if manifest is None or not _lists(manifest, file_name):
            manifest = self.load(folder)
        if not _lists(manifest, file_name):
            raise NotFound("The project has no such pack (any more).")
        return self._objects.stream(pack_object(folder, manifest, file_name))

    def in_packs(self, folder: str, manifest: Manifest, oid: bytes) -> bool:
        """Whether a pack that `main` rests on holds the object; costs no request once the indexes were seen."""
        return any(oid in index for index in self._all_indexes(folder, manifest))

    def in_history(self, folder: str, manifest: Manifest, sha: str) -> bool:
        """Whether `sha` is the head, or an object of a pack or the tail. Packs and tails hold no commit that isn't in
        the history of `main` (`PackJudge.check_save`), so for a commit this is the question of ancestry."""
        oid = bytes.fromhex(sha)
        if sha == manifest.head or (manifest.tail_index and oid in PackIndex(manifest.tail_index)):
            return True
        return self.in_packs(folder, manifest, oid)

    def index(self, folder: str, manifest: Manifest, name: str) -> PackIndex:
        """A listed pack's index; costs no request once it was seen."""
        return self._indexes.get(name) or self._read_index(folder, manifest, name)

    def large_holding(self, folder: str, manifest: Manifest, oid: bytes) -> str | None:
        """The pack of large files that holds an object; None where none does."""
        large = manifest.fields.large_packs[::-1]
        return next((name for name in large if oid in self.index(folder, manifest, name)), None)

    def peek(self, folder: str, manifest: Manifest, oid: bytes) -> tuple[int, bytes]:
        """→ (size, some first bytes) of a large file, without fetching it. Raises NotFound."""
        name = self.large_holding(folder, manifest, oid)
        if name is None:
            raise NotFound("The file's content is not stored.")
        place = pack_object(folder, manifest, f"{name}.pack")
        offset = self.index(folder, manifest, name).offset(oid)
        return entry_start(self._objects.get_range(place, offset, _PEEK_BYTES), _PEEK_BYTES)

    def _all_indexes(self, folder: str, manifest: Manifest) -> list[PackIndex]:
        kept = {name: self._indexes.get(name) for name in manifest.all_packs}
        lacking = [name for name, index in kept.items() if index is None]
        if lacking:
            with ThreadPoolExecutor(min(_PARALLEL, len(lacking))) as pool:
                kept.update(zip(lacking, pool.map(partial(self._read_index, folder, manifest), lacking), strict=True))
        return [index for index in kept.values() if index is not None]

    def _read_index(self, folder: str, manifest: Manifest, name: str) -> PackIndex:
        try:
            data, _ = self._objects.get(pack_object(folder, manifest, f"{name}.idx"))
        except NotFound as error:
            raise Unavailable("The project's packs were just rewritten.", retryAfter=1) from error
        index = PackIndex(data)
        self._indexes.put(name, index)
        return index


def _lists(manifest: Manifest, file_name: str) -> bool:
    return file_name.partition(".")[0] in (*manifest.all_packs, *manifest.fields.rescue_packs)
