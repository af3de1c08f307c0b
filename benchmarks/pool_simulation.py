"""A pool on a cluster, second by second: sessions come and go, pods warm up, nodes have to be made. Pure and seeded."""

import heapq
import random
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from math import log

from benchmarks.pool_policies import Policy, View
from benchmarks.pool_traces import Trace
from benchmarks.report import percentile


@dataclass(frozen=True)
class Cluster:
    """What takes how long. The rates of warming up are those of the benchmark of opening, the rest of GKE's documents
    and our own measurements of Kubernetes."""

    boot_median_seconds: float = 5.0
    boot_spread: float = 0.35
    """Of the logarithm: 95 % of the pods are warm within 9 s."""
    new_node_boot_seconds: float = 12.0
    """What pods take longer on a node that hasn't their image yet."""
    node_seconds: tuple[float, float] = (60.0, 120.0)
    node_removal_seconds: float = 60.0
    """One node that stands empty goes in this time."""
    pods_a_node: int = 28
    creates_a_second: float = 20.0
    """Kubernetes' controllers make no more by default."""
    close_seconds: float = 5.0
    patience_seconds: float = 120.0
    cap: int = 20_000
    look_seconds: float = 2.0


@dataclass(frozen=True)
class Sample:
    """The pool at one moment."""

    at: float
    unclaimed: int
    claimed: int
    waiting: int


@dataclass(frozen=True)
class Outcome:
    """`waits` in seconds, one a session, 0 where a pod was warm; who gave up waited as long as patience lasts."""

    waits: tuple[float, ...]
    refused: int
    idle_pod_hours: float
    pod_hours: float
    session_hours: float
    samples: tuple[Sample, ...]

    @property
    def hit_percent(self) -> float:
        return 100 * sum(wait == 0 for wait in self.waits) / len(self.waits)

    @property
    def wait_p99(self) -> float:
        return percentile(self.waits, 99)


@dataclass
class _Pool:
    """All pods by what they do; `warming` by number, with when each was asked for, `placed` those that have a node."""

    warm: int
    claimed: int
    closing: int = 0
    warming: dict[int, float] = field(default_factory=dict)
    placed: set[int] = field(default_factory=set)
    pending: deque[int] = field(default_factory=deque)
    free: int = 0
    nodes_coming: int = 0


class Simulation:
    """One trace under one policy. It begins with the pool's least number of pods warm and a node to spare."""

    def __init__(self, trace: Trace, policy: Policy, cluster: Cluster, warm: int, seed: int = 0) -> None:
        self._trace, self._policy, self._cluster = trace, policy, cluster
        self._rng = random.Random(seed)
        self._depth = warm
        self._pool = _Pool(warm, trace.start_sessions, free=cluster.pods_a_node)
        self._events: list[tuple[float, int, str, float]] = []
        self._waiting: deque[tuple[float, float]] = deque()
        self._waits: list[float] = []
        self._arrived: list[float] = []
        self._warmed: list[float] = []
        self._samples: list[Sample] = []
        self._numbers = 0
        self._refused = 0
        self._next_create = 0.0
        self._next_removal = 0.0
        self._handlers = {
            "arrive": self._arrive,
            "leave": self._leave,
            "gone": self._gone,
            "look": self._look,
            "create": self._create,
            "warm": self._warm,
            "node": self._node,
        }
        self._last = 0.0
        self._idle = self._billed = self._used = 0.0

    def run(self) -> Outcome:
        """Until the trace ends and nobody waits any more."""
        for at, seconds in self._trace.arrivals:
            self._at(at, "arrive", seconds)
        for _ in range(self._trace.start_sessions):
            self._at(self._rng.uniform(0, 3600), "leave")
        self._at(0.0, "look")
        while self._events:
            now, _, kind, value = heapq.heappop(self._events)
            if now > self._trace.seconds and not self._waiting:
                break
            self._count(now)
            self._handlers[kind](now, value)
        hours = (self._idle / 3600, self._billed / 3600, self._used / 3600)
        return Outcome(tuple(self._waits), self._refused, *hours, tuple(self._samples))

    def _at(self, at: float, kind: str, value: float = 0.0) -> None:
        self._numbers += 1
        heapq.heappush(self._events, (at, self._numbers, kind, value))

    def _count(self, now: float) -> None:
        """Add up what each pod did since the last event; a pod that waits for its node costs nothing."""
        passed = min(now, self._trace.seconds) - self._last
        if passed > 0:
            pool = self._pool
            self._idle += passed * pool.warm
            self._used += passed * pool.claimed
            self._billed += passed * (pool.warm + len(pool.placed) + pool.claimed + pool.closing)
            self._last = min(now, self._trace.seconds)

    def _arrive(self, now: float, seconds: float) -> None:
        self._arrived.append(now)
        if self._pool.warm and not self._waiting:
            self._pool.warm -= 1
            self._claim(now, now, seconds)
        else:
            self._waiting.append((now, seconds))

    def _claim(self, now: float, arrived: float, seconds: float) -> None:
        self._waits.append(now - arrived)
        self._pool.claimed += 1
        self._at(now + seconds, "leave")
        if self._policy.replaces:
            self._scale(now)

    def _leave(self, now: float, _: float) -> None:
        self._pool.claimed -= 1
        self._pool.closing += 1
        self._at(now + self._cluster.close_seconds, "gone")

    def _gone(self, now: float, _: float) -> None:
        self._pool.closing -= 1
        self._pool.free += 1
        self._place(now, 0.0)

    def _look(self, now: float, _: float) -> None:
        self._give_up(now)
        pool = self._pool
        counts = (pool.claimed, pool.closing, len(self._waiting))
        view = View(now, pool.warm, list(pool.warming.values()), *counts, self._arrived, self._warmed)
        self._depth = self._policy.depth(view)
        self._scale(now)
        self._arrived, self._warmed = [], []
        self._make_nodes(now)
        self._samples.append(Sample(now, pool.warm + len(pool.warming), pool.claimed, len(self._waiting)))
        self._at(now + self._cluster.look_seconds, "look")

    def _give_up(self, now: float) -> None:
        while self._waiting and now - self._waiting[0][0] >= self._cluster.patience_seconds:
            self._waiting.popleft()
            self._waits.append(self._cluster.patience_seconds)
            self._refused += 1

    def _scale(self, now: float) -> None:
        """Have as many pods without a session as was decided last."""
        pool, depth = self._pool, self._depth
        there = pool.warm + len(pool.warming)
        room = self._cluster.cap - there - pool.claimed - pool.closing
        for _ in range(min(depth - there, room)):
            self._numbers += 1
            pool.warming[self._numbers] = now
            self._next_create = max(now, self._next_create) + 1 / self._cluster.creates_a_second
            self._at(self._next_create, "create", self._numbers)
        for _ in range(there - depth):
            self._retire(now)

    def _retire(self, now: float) -> None:
        """Those that warm up go first, the newest of them first."""
        pool = self._pool
        if pool.warming:
            number, _ = pool.warming.popitem()
            if number in pool.placed:
                pool.placed.remove(number)
                pool.free += 1
            elif number in pool.pending:
                pool.pending.remove(number)
        else:
            pool.warm -= 1
            pool.free += 1
        self._place(now, 0.0)

    def _create(self, now: float, number: float) -> None:
        if int(number) in self._pool.warming:
            self._pool.pending.append(int(number))
            self._place(now, 0.0)

    def _place(self, now: float, longer: float) -> None:
        """Give pods that wait for a place on a node theirs; they take so many seconds longer to warm up there."""
        while self._pool.free and self._pool.pending:
            self._pool.free -= 1
            boot = self._rng.lognormvariate(log(self._cluster.boot_median_seconds), self._cluster.boot_spread)
            number = self._pool.pending.popleft()
            self._pool.placed.add(number)
            self._at(now + boot + longer, "warm", number)

    def _warm(self, now: float, number: float) -> None:
        asked = self._pool.warming.pop(int(number), None)
        if asked is None:
            return
        self._pool.placed.remove(int(number))
        self._warmed.append(now - asked)
        self._give_up(now)
        if self._waiting:
            self._claim(now, *self._waiting.popleft())
        else:
            self._pool.warm += 1

    def _make_nodes(self, now: float) -> None:
        size = self._cluster.pods_a_node
        while len(self._pool.pending) > self._pool.nodes_coming * size:
            self._pool.nodes_coming += 1
            self._at(now + self._rng.uniform(*self._cluster.node_seconds), "node")
        if self._pool.free > 2 * size and now >= self._next_removal:
            self._pool.free -= size
            self._next_removal = now + self._cluster.node_removal_seconds

    def _node(self, now: float, _: float) -> None:
        self._pool.nodes_coming -= 1
        self._pool.free += self._cluster.pods_a_node
        self._place(now, self._cluster.new_node_boot_seconds)


def simulate(trace: Trace, policy: Policy, warm: int, cluster: Cluster | None = None) -> Outcome:
    """What a policy makes of a trace, with so many pods warm at the start."""
    return Simulation(trace, policy, cluster or Cluster(), warm).run()


def thinned(samples: Sequence[Sample], count: int) -> list[Sample]:
    """So many of the samples, evenly; of each stretch the one with the most that wait, so that no peak is lost."""
    stretch = max(1, len(samples) // count)
    parts = [samples[start : start + stretch] for start in range(0, len(samples), stretch)]
    return [max(part, key=lambda sample: (sample.waiting, sample.unclaimed)) for part in parts]
