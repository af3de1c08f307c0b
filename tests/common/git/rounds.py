"""Rounds of writers at once on one project, with compaction and collection running beside them."""

import random
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Final

from common.errors import ObjectChanged, RateLimited, Unavailable
from common.git.store import GitStore
from common.object_store import ObjectStore
from tests.common.git.failing import Findings, Told, Watch, at_once, judge
from tests.common.git.support import objects_at, publish_small_template, seeded
from tests.common.git.writers import Writer
from tests.memory_storage import Call, MemoryObjects

_SLOW_SECONDS: Final = 0.002


@dataclass(frozen=True)
class World:
    """A bucket as the machines of a round see it: `client` makes each of them one of its own, through which calls may
    fail; by `quiet` none does. `pass_a_day` makes all that is stored so much older."""

    client: Callable[[], ObjectStore]
    quiet: ObjectStore
    pass_a_day: Callable[[], None] = lambda: None


class Faults:
    """Of all calls to a bucket in memory, a share is refused, or takes effect and isn't answered; where the client then
    asks again, a conditional put meets its own first success."""

    def __init__(self, share: float, chance: random.Random) -> None:
        self._share = share
        self._chance = chance
        self.count = 0

    def client(self, objects: MemoryObjects) -> MemoryObjects:
        """Another client, to which this happens."""
        client = objects.another_client()
        client.before, client.after = self._before, self._after
        return client

    def _before(self, _: Call) -> None:
        time.sleep(self._chance.uniform(0, _SLOW_SECONDS))
        if self._chance.random() < self._share:
            self.count += 1
            raise self._chance.choice((Unavailable, RateLimited))

    def _after(self, call: Call) -> None:
        if self._chance.random() < self._share:
            self.count += 1
            conditional = call.verb == "put" and call.name.endswith("/manifest.json")
            raise self._chance.choice((ObjectChanged, Unavailable)) if conditional else Unavailable


def memory_world(faults: Faults) -> World:
    """A new bucket in memory, with the template in it."""
    objects = MemoryObjects()
    publish_small_template(objects)
    return World(lambda: faults.client(objects), objects, lambda: objects.pass_time(timedelta(days=2)))


def served_world(url: str, proxy_url: str | None = None) -> World:
    """A storage server's bucket, which has the template; machines reach it through the proxy."""
    return World(lambda: objects_at(proxy_url or url), objects_at(url))


class Keeper:
    """Compacts and collects a project all the time."""

    def __init__(self, world: World, project_id: str, folder: Path) -> None:
        self._store = GitStore(world.client(), folder)
        self._world = world
        self._project_id = project_id
        self._ended = threading.Event()
        self.compactions = 0
        self.collections = 0

    @contextmanager
    def keeping(self) -> Iterator["Keeper"]:
        thread = threading.Thread(target=self._keep, daemon=True)
        thread.start()
        try:
            yield self
        finally:
            self._ended.set()
            thread.join(30)

    def _keep(self) -> None:
        while not self._ended.wait(0.02):
            try:
                self.keep()
            except (Unavailable, RateLimited):
                continue

    def keep(self) -> None:
        """Once."""
        self.compactions += self._store.compact(self._project_id)
        self._world.pass_a_day()
        self.collections += self._store.collect(self._project_id) > 0


def round_of(
    world: World,
    folder: Path,
    writers: int,
    acts: int,
    *,
    mixed: bool = False,
    keepers: int = 0,
    clock: Callable[[], float] = time.time,
) -> Findings:
    """Each of the writers saves so often, or (`mixed`) does so many things of all that can be done. `clock` is that of
    all their machines."""
    project_id = seeded(GitStore(world.quiet, folder / "seeding"))
    told = Told(folder / "told")

    def writer(name: str) -> Writer:
        edge = GitStore(world.client(), folder / f"edge-{name}", lambda: datetime.fromtimestamp(clock(), UTC))
        return Writer(name, edge, project_id, folder / name, told, clock)

    people = [writer(f"writer-{number}") for number in range(writers)]
    kept = [Keeper(world, project_id, folder / f"keeper-{number}") for number in range(keepers)]
    watch = Watch(GitStore(world.quiet, folder / "watch"), project_id)

    def work(writer: Writer) -> None:
        for _ in range(acts):
            writer.act() if mixed else writer.save()

    with ExitStack() as stack:
        for keeper in kept:
            stack.enter_context(keeper.keeping())
        stack.enter_context(watch.watching())
        at_once([partial(work, writer) for writer in people])
    findings = judge(GitStore(world.quiet, folder / "judge"), project_id, told, folder, watch)
    findings.rounds = 1
    findings.compactions = sum(keeper.compactions for keeper in kept)
    findings.collections = sum(keeper.collections for keeper in kept)
    return findings
