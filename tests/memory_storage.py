"""A bucket in memory that promises what Cloud Storage does, deletes by generation included, which fake-gcs-server
ignores. It has a clock of its own, which tests set, and asks them before and after each call."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final, Literal, TypeVar

from common.errors import NotFound, ObjectChanged
from common.object_store import BINARY, ObjectStore, StoredObject

_CHUNK: Final = 4 * 1024 * 1024
_TICK: Final = timedelta(microseconds=1)

Result = TypeVar("Result")
Verb = Literal["get", "put", "copy", "delete", "list"]


@dataclass(frozen=True)
class Call:
    """`name` is the object's, of a copy the new one's, of a list the prefix."""

    verb: Verb
    name: str

    @property
    def writes(self) -> bool:
        return self.verb in ("put", "copy", "delete")


@dataclass(frozen=True)
class _Kept:
    data: bytes
    generation: int
    updated: datetime


class _Bucket:
    def __init__(self, kept: dict[str, _Kept], generation: int, now: datetime) -> None:
        self.lock = threading.Lock()
        self.kept = kept
        self.generation = generation
        self.now = now


class MemoryObjects(ObjectStore):
    """A client of such a bucket. `before` and `after` hear of each of its calls and may raise: the call then failed,
    without or with its effect."""

    def __init__(self, bucket: _Bucket | None = None) -> None:
        self._memory = bucket or _Bucket({}, 0, datetime(2026, 5, 1, tzinfo=UTC))
        self.before: Callable[[Call], None] = lambda _: None
        self.after: Callable[[Call], None] = lambda _: None

    def another_client(self) -> "MemoryObjects":
        """… of the same bucket."""
        return MemoryObjects(self._memory)

    def copied(self) -> "MemoryObjects":
        """Another bucket that holds what this one does now."""
        with self._memory.lock:
            return MemoryObjects(_Bucket(dict(self._memory.kept), self._memory.generation, self._memory.now))

    def pass_time(self, time: timedelta) -> None:
        """All that is stored now is so much older than what will be."""
        with self._memory.lock:
            self._memory.now += time

    def get(self, name: str) -> tuple[bytes, int]:
        kept = self._got(name)
        return kept.data, kept.generation

    def put(
        self,
        name: str,
        data: bytes,
        *,
        if_generation_match: int | None = None,
        content_type: str = BINARY,  # noqa: ARG002 - nobody asks for it
    ) -> int:
        return self._called("put", name, lambda: self._put(name, data, if_generation_match))

    def stream(self, name: str) -> Iterator[bytes]:
        return self._pieces_of(name, self._got(name).data)

    def _pieces_of(self, name: str, data: bytes) -> Iterator[bytes]:
        for start in range(0, len(data), _CHUNK):
            yield data[start : start + _CHUNK] if start == 0 else self._got(name).data[start : start + _CHUNK]

    def get_range(self, name: str, start: int, length: int) -> bytes:
        return self._got(name).data[start : start + length]

    def exists(self, name: str) -> bool:
        return self._called("get", name, lambda: name in self._memory.kept)

    def list_objects(self, prefix: str) -> Iterator[StoredObject]:
        def found() -> list[StoredObject]:
            return [
                StoredObject(name, kept.generation, len(kept.data), kept.updated)
                for name, kept in sorted(self._memory.kept.items())
                if name.startswith(prefix)
            ]

        return iter(self._called("list", prefix, found))

    def copy(self, name: str, to: str) -> None:
        self._called("copy", to, lambda: self._put(to, self._stored(name).data, None))

    def delete(self, name: str, *, if_generation_match: int | None = None) -> None:
        def delete() -> None:
            kept = self._memory.kept.get(name)
            if kept is not None:
                _require(kept, if_generation_match)
                del self._memory.kept[name]

        self._called("delete", name, delete)

    def _called(self, verb: Verb, name: str, call: Callable[[], Result]) -> Result:
        self.before(Call(verb, name))
        with self._memory.lock:
            result = call()
        self.after(Call(verb, name))
        return result

    def _got(self, name: str) -> _Kept:
        return self._called("get", name, lambda: self._stored(name))

    def _stored(self, name: str) -> _Kept:
        if name not in self._memory.kept:
            raise NotFound
        return self._memory.kept[name]

    def _put(self, name: str, data: bytes, generation: int | None) -> int:
        bucket = self._memory
        _require(bucket.kept.get(name), generation)
        bucket.generation += 1
        bucket.now += _TICK
        bucket.kept[name] = _Kept(data, bucket.generation, bucket.now)
        return bucket.generation


def _require(kept: _Kept | None, generation: int | None) -> None:
    if generation is not None and generation != (0 if kept is None else kept.generation):
        raise ObjectChanged
