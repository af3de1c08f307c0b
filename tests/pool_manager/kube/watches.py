"""A watch: the changes since a resourceVersion, seen through its selector, as lines of JSON."""

import json
import random
import time
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from tests.pool_manager.kube.errors import ApiError, expired
from tests.pool_manager.kube.resources import Resource
from tests.pool_manager.kube.selectors import Selector
from tests.pool_manager.kube.store import Change, Key, Store, Version

_IDLE_SECONDS = 0.2
"""The longest a watch sleeps before it looks whether it should end. Changes wake it at once."""


@dataclass
class WatchFaults:
    """What can befall all watches.

    `delay_seconds`: events arrive that much later. `reorder_seconds`: events of so long a time are collected and
    shuffled, between objects or, which no real API does, also `within` each. `dropped` is counted up to end every watch
    there is; `deaf` ones stay open in silence.
    """

    delay_seconds: float = 0.0
    reorder_seconds: float = 0.0
    within: bool = False
    deaf: bool = False
    dropped: int = 0


@dataclass(frozen=True)
class WatchRequest:
    resource: Resource
    namespace: str | None
    selector: Selector
    since: int
    """0: begin with everything there is, as ADDED."""
    seconds: float
    bookmarks: bool


class Watch:
    def __init__(self, store: Store, asked: WatchRequest, faults: WatchFaults, bookmark_seconds: float) -> None:
        self._store = store
        self._asked = asked
        self._faults = faults
        self._bookmark_seconds = bookmark_seconds
        self._table = store.tables[asked.resource]

    def lines(self) -> Iterator[bytes]:
        """Until its time is over or it is dropped; an empty one when nothing happened for a while."""
        try:
            yield from self._lines()
        except ApiError as error:
            yield _line("ERROR", json.dumps(error.status()).encode())

    def _lines(self) -> Iterator[bytes]:
        dropped = self._faults.dropped
        until = time.monotonic() + self._asked.seconds
        initial, place, rv = self._begin()
        if initial:
            yield b"".join(initial)
        bookmarked, bookmark_at = rv, time.monotonic() + self._bookmark_seconds
        is_over = False  # what happened before it began is told, however little time there is
        while not is_over:
            changes, place, rv = self._next(place, rv, min(max(0.0, until - time.monotonic()), _IDLE_SECONDS))
            lines = [line for change in changes if (line := self._seen(change))]
            yield b"".join(lines)
            if self._asked.bookmarks and time.monotonic() >= bookmark_at:
                bookmark_at = time.monotonic() + self._bookmark_seconds
                if rv != bookmarked:
                    bookmarked = rv
                    yield self._bookmark(rv)
            is_over = time.monotonic() >= until or self._faults.dropped != dropped
        if self._asked.bookmarks and self._faults.dropped == dropped and rv != bookmarked:
            yield self._bookmark(rv)

    def _begin(self) -> tuple[list[bytes], int, int]:
        """→ what there is already, the place in the log, the resourceVersion up to which all is told."""
        with self._store.lock:
            end = self._table.first + len(self._table.log)
            if not self._asked.since:
                there = self._table.select(self._asked.namespace, self._asked.selector)
                return [_line("ADDED", version.encoded()) for version in there], end, self._store.rv
            since = self._asked.since
            if since < self._table.forgotten_rv:
                raise expired(f"too old resource version: {since} ({self._table.forgotten_rv})")
            newer = sum(1 for _ in self._newer_than(since))
            return [], end - newer, since

    def _newer_than(self, rv: int) -> Iterator[Change]:
        for change in reversed(self._table.log):
            if change.rv <= rv:
                return
            yield change

    def _next(self, place: int, rv: int, seconds: float) -> tuple[list[Change], int, int]:
        """Waits for changes that are old enough to be told."""
        table, faults = self._table, self._faults
        with self._store.lock:
            if place < table.first:
                raise expired(f"too old resource version: {rv} ({table.forgotten_rv})")
            if faults.deaf or place == table.first + len(table.log):
                table.changed.wait(seconds)
            if faults.deaf:  # perhaps only by now
                return [], place, rv
            changes = table.log[max(place - table.first, 0) :]
            latest = self._store.rv
        hold = max(faults.delay_seconds, faults.reorder_seconds)
        if hold:
            ripe = time.monotonic() - hold
            changes = [change for change in changes if change.at <= ripe]
            if not changes:
                time.sleep(min(seconds, 0.01))
                return [], place, rv
            latest = changes[-1].rv
            if faults.reorder_seconds:
                return _shuffled(changes, faults.within), place + len(changes), latest
        return changes, place + len(changes), latest

    def _seen(self, change: Change) -> bytes | None:
        """Entering the selection looks like ADDED and leaving it like DELETED, as in the real API."""
        before = change.before is not None and self._selects(change.before)
        after = change.after is not None and self._selects(change.after)
        if not before and not after:
            return None
        kind = "MODIFIED" if before and after else "ADDED" if after else "DELETED"
        return _line(kind, change.last.encoded())

    def _selects(self, version: Version) -> bool:
        namespace = self._asked.namespace
        return (namespace is None or version.key[0] == namespace) and self._asked.selector.matches(version.body)

    def _bookmark(self, rv: int) -> bytes:
        resource = self._asked.resource
        body = {"kind": resource.kind, "apiVersion": resource.api_version, "metadata": {"resourceVersion": str(rv)}}
        return _line("BOOKMARK", json.dumps(body).encode())


def _line(kind: str, body: bytes) -> bytes:
    return b'{"type":"%s","object":%s}\n' % (kind.encode(), body)


def _shuffled(changes: list[Change], within: bool) -> list[Change]:
    """In any order between objects, in theirs within each unless `within`."""
    if within:
        return random.sample(changes, len(changes))
    of_object: dict[Key, list[Change]] = defaultdict(list)
    for change in changes:
        of_object[change.last.key].append(change)
    turns = [change.last.key for change in changes]
    random.shuffle(turns)
    return [of_object[key].pop(0) for key in turns]
