"""The objects, their versions, and the one growing resourceVersion: what etcd and the watch cache are to the real API.

An object's body is never changed in place: each version is a new dict that shares what it didn't change with the one
before, so that the whole history stays in memory at a small cost, and each version is turned into JSON at most once.
"""

import json
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from tests.pool_manager.kube.errors import expired
from tests.pool_manager.kube.resources import RESOURCES, Json, Resource
from tests.pool_manager.kube.selectors import Selector

Key = tuple[str, str]
"""Namespace (empty for what has none) and name."""

HISTORY_WINDOW = 20_000
"""Changes of a resource that a watch can start behind. The real one compacts after five minutes."""


@dataclass(frozen=True)
class Author:
    """Who changes something and why: a client by its token or user agent, or a controller."""

    name: str
    reason: str = ""


class Version:
    """One version of an object."""

    __slots__ = ("_encoded", "body", "key", "rv")

    def __init__(self, body: Json, rv: int) -> None:
        metadata = body["metadata"]
        self.body = body
        self.rv = rv
        self.key: Key = (metadata.get("namespace", ""), metadata["name"])
        self._encoded: bytes | None = None

    @property
    def uid(self) -> str:
        uid: str = self.body["metadata"]["uid"]
        return uid

    @property
    def labels(self) -> dict[str, str]:
        return self.body["metadata"].get("labels") or {}

    @property
    def owners(self) -> list[Json]:
        return self.body["metadata"].get("ownerReferences") or []

    @property
    def dying(self) -> bool:
        return "deletionTimestamp" in self.body["metadata"]

    def encoded(self) -> bytes:
        if self._encoded is None:
            self._encoded = json.dumps(self.body, separators=(",", ":")).encode()
        return self._encoded

    def forget_encoding(self) -> None:
        self._encoded = None


@dataclass(frozen=True)
class Change:
    """`last` is what a watch shows: the new version, or the last one under the resourceVersion of its deletion."""

    rv: int
    resource: Resource
    before: Version | None
    after: Version | None
    last: Version
    author: Author
    at: float

    @property
    def removes(self) -> bool:
        return self.after is None

    @property
    def verb(self) -> str:
        """created, changed, deleting (from now on it is going away) or removed."""
        if self.removes:
            return "removed"
        return "created" if self.before is None else "deleting" if self.begins_deletion else "changed"

    @property
    def ends_life(self) -> bool:
        """Whether this is what decided its end: its deletion's beginning, or a removal without one."""
        return self.begins_deletion or (self.before is not None and self.removes and not self.before.dying)

    @property
    def begins_deletion(self) -> bool:
        """Whether this is the change after which the object is going away."""
        return self.after is not None and self.after.dying and not (self.before and self.before.dying)


class Table:
    """All objects of a resource. Everything here is done under the store's lock."""

    def __init__(self, lock: threading.RLock) -> None:
        self.objects: dict[Key, Version] = {}
        self.log: list[Change] = []
        self.first = 0
        """How many changes are forgotten; a watch's place in the log counts them too."""
        self.forgotten_rv = 0
        """The newest resourceVersion that is forgotten."""
        self.changed = threading.Condition(lock)
        self._by_label: dict[tuple[str, str], set[Key]] = defaultdict(set)

    def put(self, change: Change) -> None:
        key = change.last.key
        if change.after is None:
            del self.objects[key]
        else:
            self.objects[key] = change.after
        old = change.before.labels if change.before else {}
        new = change.after.labels if change.after else {}
        if old is not new:
            for label in old.items() - new.items():
                self._by_label[label].discard(key)
            for label in new.items() - old.items():
                self._by_label[label].add(key)
        self.log.append(change)
        if len(self.log) > HISTORY_WINDOW * 5 // 4:
            self.forget(len(self.log) - HISTORY_WINDOW)
        self.changed.notify_all()

    def forget(self, count: int) -> None:
        """The oldest changes, for those who watch."""
        for change in self.log[:count]:
            self.forgotten_rv = change.rv
            if change.last is not self.objects.get(change.last.key):
                change.last.forget_encoding()
        del self.log[:count]
        self.first += count

    def select(self, namespace: str | None, selector: Selector) -> list[Version]:
        """In the order of their names."""
        exact = selector.exact_labels()
        keys: Iterable[Key] = self.objects
        if exact:
            smallest = min(exact, key=lambda label: len(self._by_label.get(label, ())))
            keys = self._by_label.get(smallest, ())
        found = (self.objects[key] for key in sorted(keys) if namespace is None or key[0] == namespace)
        return [version for version in found if selector.matches(version.body)] if selector else list(found)

    def as_of(self, rv: int) -> dict[Key, Version]:
        """The objects as they were at a resourceVersion. Raises ApiError 410 when that is forgotten."""
        if rv < self.forgotten_rv:
            raise expired("The provided continue parameter or resourceVersion is too old: the history is compacted.")
        objects = dict(self.objects)
        for change in reversed(self.log):
            if change.rv <= rv:
                break
            if change.before is None:
                objects.pop(change.last.key, None)
            else:
                objects[change.last.key] = change.before
        return objects


class Store:
    """Everything there is. `lock` is held over each read-and-write; those who listen are called under it."""

    def __init__(self) -> None:
        self.lock = threading.RLock()
        self.rv = 1000
        self.history: list[Change] = []
        """Every change since the beginning."""
        self.tables = {resource: Table(self.lock) for resource in RESOURCES}
        self._dependents: dict[str, set[tuple[Resource, Key]]] = defaultdict(set)
        self._listeners: list[Callable[[Change], None]] = []

    def listen(self, listener: Callable[[Change], None]) -> None:
        self._listeners.append(listener)

    def get(self, resource: Resource, key: Key) -> Version | None:
        return self.tables[resource].objects.get(key)

    def dependents(self, uid: str) -> list[tuple[Resource, Key]]:
        """Objects that name this uid among their owners."""
        with self.lock:
            return list(self._dependents.get(uid, ()))

    def write(self, resource: Resource, body: Json, author: Author) -> Version:
        """A new version, or a new object."""
        with self.lock:
            self.rv += 1
            version = Version({**body, "metadata": {**body["metadata"], "resourceVersion": str(self.rv)}}, self.rv)
            before = self.get(resource, version.key)
            self._commit(Change(self.rv, resource, before, version, version, author, time.monotonic()))
            return version

    def remove(self, resource: Resource, version: Version, author: Author, body: Json | None = None) -> Version:
        """Gone at once → its last state, which is `body` when the very change that ends it also changes it."""
        with self.lock:
            self.rv += 1
            final = body or version.body
            last = Version({**final, "metadata": {**final["metadata"], "resourceVersion": str(self.rv)}}, self.rv)
            self._commit(Change(self.rv, resource, version, None, last, author, time.monotonic()))
            return last

    def _commit(self, change: Change) -> None:
        old = change.before.owners if change.before else []
        new = change.after.owners if change.after else []
        if old is not new:
            place = (change.resource, change.last.key)
            for owner in old:
                self._dependents[owner["uid"]].discard(place)
            for owner in new:
                self._dependents[owner["uid"]].add(place)
        self.history.append(change)
        self.tables[change.resource].put(change)
        for listener in self._listeners:
            listener(change)
