"""A copy of some of the cluster's objects, kept current by a watch, that never forgets what it wasn't told is gone."""

import logging
import random
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Set
from dataclasses import dataclass
from typing import Generic, TypeVar

from common.errors import NotFound, StoryDreamError, Unavailable
from common.session_store import now_ms
from pool_manager.changes import Changes
from pool_manager.kubernetes.client import Gone, KubernetesClient, Selection, Watch
from pool_manager.kubernetes.objects import Stored

logger = logging.getLogger(__name__)

Kind = TypeVar("Kind", bound=Stored)

TOMBSTONES = 2_000


@dataclass(frozen=True)
class Pace:
    """Seconds. A watch is asked to end after `watch`, so that a hung one is noticed, and taken up where it ended;
    everything is listed anew after `relist`; after a failure the pause doubles up to `pause_max`."""

    watch: float = 20.0
    relist: float = 300.0
    pause: float = 0.1
    pause_max: float = 5.0


class WatchCache(Generic[Kind]):
    """Objects by name. Every change comes with a resourceVersion, and an older one never replaces a newer one: events
    may come late, twice or out of order, and what this process wrote itself may be put in before its event comes.
    """

    def __init__(
        self,
        client: KubernetesClient,
        selection: Selection[Kind],
        changes: Changes,
        *,
        keep: Callable[[Kind], bool] = lambda _: True,
        keys: Callable[[Kind], tuple[str, ...]] = lambda _: (),
        on_change: Callable[[Kind | None, Kind | None], None] = lambda _old, _new: None,
        pace: Pace | None = None,
    ) -> None:
        """`keep` says as the selection does whether an object belongs here, `keys` under what `by` finds it.

        `on_change` gets what was and what is, under the cache's lock.
        """
        self._client = client
        self._selection = selection
        self._changes = changes
        self._keep = keep
        self._keys = keys
        self._on_change = on_change
        self._pace = pace or Pace()
        self._items: dict[str, Kind] = {}
        self._index: dict[str, dict[str, Kind]] = {}
        self._gone: OrderedDict[str, int] = OrderedDict()
        self._lock = threading.RLock()
        self._version: int | None = None
        self._listed = float("-inf")
        self._synced = threading.Event()
        self._stopping = threading.Event()
        self._watch: Watch[Kind] | None = None
        self.heard_at = 0
        """When the API was last heard, in ms since 1970: what is here was true then."""
        self.listens = False
        """Whether a watch stands, or one has just ended as asked. While none can be had changes are heard of late."""

    def start(self) -> None:
        name = f"watch-{self._selection.resource.path.rpartition('/')[2]}"
        threading.Thread(target=self._run, name=name, daemon=True).start()

    def stop(self) -> None:
        self._stopping.set()
        with self._lock:
            if self._watch is not None:
                self._watch.close()

    def wait(self, seconds: float) -> bool:
        """Whether it was read once, after at most so many seconds."""
        return self._synced.wait(seconds)

    @property
    def synced(self) -> bool:
        """Whether it was read once. Before that, nothing that it lacks is known to be missing."""
        return self._synced.is_set()

    def all(self) -> list[Kind]:
        """Raises Unavailable when it was never read: an unknown cluster isn't an empty one."""
        self._check()
        with self._lock:
            return list(self._items.values())

    def get(self, name: str) -> Kind | None:
        """Raises Unavailable when it was never read."""
        self._check()
        with self._lock:
            return self._items.get(name)

    def by(self, key: str) -> list[Kind]:
        """Those with this key. Raises Unavailable when it was never read."""
        self._check()
        with self._lock:
            return list(self._index.get(key, {}).values())

    def count_beside(self, key: str, names: Set[str]) -> int:
        """How many there are without this key, or by one of these names. Raises Unavailable when it was never read."""
        self._check()
        with self._lock:
            found = self._index.get(key, {})
            return len(self._items) - len(found) + len(found.keys() & names)

    def put(self, item: Kind) -> None:
        """The object as just read or written."""
        with self._lock:
            known = self._items.get(item.name)
            if item.version <= max(known.version if known else -1, self._gone.get(item.name, -1)):
                return
            if self._keep(item):
                self._set(item.name, item)
            else:
                self._drop(item.name, item.version)

    def forget(self, item: Kind) -> None:
        """The API said that this object isn't there any more."""
        with self._lock:
            known = self._items.get(item.name)
            if known is not None and known.uid == item.uid:
                self._drop(item.name, max(known.version, item.version))

    def _check(self) -> None:
        if not self._synced.is_set():
            raise Unavailable("The cluster was not read yet.", retryAfter=1)

    def _run(self) -> None:
        pause = self._pace.pause
        while not self._stopping.is_set():
            began = time.monotonic()
            try:
                self._round()
            except Gone:
                self.listens = False
                self._version = None
            except StoryDreamError as error:
                self.listens = False
                if self._stopping.is_set():
                    return
                path = self._selection.resource.path
                logger.warning("A watch broke off: %s", error.detail, extra={"fields": {"of": path}})
                if self._stopping.wait(pause * random.uniform(0.5, 1.0)):  # noqa: S311 - not for secrets
                    return
                pause = min(2 * pause, self._pace.pause_max)
                continue
            if time.monotonic() - began < self._pace.pause:
                self._stopping.wait(self._pace.pause)  # a watch that ends at once must not become a storm of requests
            pause = self._pace.pause

    def _round(self) -> None:
        if self._version is None or time.monotonic() - self._listed > self._pace.relist:
            self._relist()
        else:
            self._follow(self._version)

    def _relist(self) -> None:
        listing = self._client.list_all(self._selection)
        self._heard()
        there = {item.name for item in listing.items} | listing.unread
        for item in listing.items:
            self.put(item)
        with self._lock:
            missing = [item for item in self._items.values() if item.name not in there]
        for item in missing:
            if item.version <= listing.version:
                self._look_for(item)
        self._version = listing.version
        self._listed = time.monotonic()
        self._synced.set()
        self._changes.tell()

    def _look_for(self, item: Kind) -> None:
        """A list lacks it; lists have come back empty from an API server that was just starting. So ask for it alone:
        only an object that isn't there by name, or doesn't belong here any more, is dropped."""
        try:
            self.put(self._client.get(self._selection.resource, self._selection.namespace, item.name))
        except NotFound:
            self.forget(item)

    def _follow(self, version: int) -> None:
        watch = self._client.watch(self._selection, version, max(1, round(self._pace.watch)))
        self._heard()
        with self._lock:
            self._watch = watch
        if self._stopping.is_set():
            watch.close()
        self.listens = True
        for kind, item in watch:
            self._heard()
            if isinstance(item, int):
                self._version = max(self._version or 0, item)
            else:
                self._apply(kind, item)
        self._heard()

    def _apply(self, kind: str, item: Kind) -> None:
        with self._lock:
            if kind == "DELETED":
                known = self._items.get(item.name)
                if known is None or known.version <= item.version:
                    self._drop(item.name, item.version)
            else:
                self.put(item)
        self._version = max(self._version or 0, item.version)

    def _heard(self) -> None:
        self.heard_at = now_ms()

    def _set(self, name: str, item: Kind | None) -> None:
        old = self._items.pop(name, None)
        if old is not None:
            for key in self._keys(old):
                self._index[key].pop(name, None)
                if not self._index[key]:
                    del self._index[key]
        if item is not None:
            self._items[name] = item
            for key in self._keys(item):
                self._index.setdefault(key, {})[name] = item
        self._on_change(old, item)
        self._changes.tell()

    def _drop(self, name: str, version: int) -> None:
        self._gone[name] = max(version, self._gone.get(name, -1))
        self._gone.move_to_end(name)
        while len(self._gone) > TOMBSTONES:
            self._gone.popitem(last=False)
        if name in self._items:
            self._set(name, None)
