"""Many claimers at several pool managers while everything goes wrong at once; and a count of what must never be."""

import itertools
import random
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from typing import TypeVar

from common.errors import NotFound, StoryDreamError, Superseded, Unavailable
from common.ids import new_id
from common.session_store import SessionEvents, SessionRecord
from pool_manager.backend import Lease, Pod, PodState
from pool_manager.kubernetes.backend import KubernetesBackend
from pool_manager.kubernetes.sweep import SweepRules
from pool_manager.pod_client import PodSilent
from tests.pool_manager.harness import eventually
from tests.pool_manager.kube.cluster import Cluster, Fate, Fault
from tests.pool_manager.kubernetes.pool import Pool, scaled

Answer = TypeVar("Answer")

# So long a step may be refused or unanswered before the storm counts it as lost.
PATIENCE_SECONDS = 60.0
WRITES = (
    ("patch", "pods"),
    ("delete", "pods"),
    ("create", "leases"),
    ("patch", "leases"),
    ("patch", "deployments/scale"),
)
READS = (("get", "pods"), ("get", "leases"), ("list", "pods"), ("watch", "pods"), ("watch", "leases"))


@dataclass
class Outcome:
    """What came of a storm. `open` sessions were handed to a user, `told` ones ended before, or with the user told."""

    open: int = 0
    told: int = 0
    seconds: float = 0.0
    faults: int = 0
    swept: int = 0
    double_claims: list[str] = field(default_factory=list)
    leaks: list[str] = field(default_factory=list)
    without_pod: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    """Epochs that didn't rise, claims that weren't sticky, steps that never got an answer."""


class Storm:
    """`claimers` threads open and close sessions of a few projects each until `claims` were handed over."""

    def __init__(self, cluster: Cluster, claims: int, claimers: int, managers: int = 2) -> None:
        self.outcome = Outcome()
        self._cluster = cluster
        self._claims = claims
        self._claimers = claimers
        self._pool = Pool(cluster)
        self._revisions = itertools.count(1)
        self._deploy()
        settings = {"window_seconds": 1.0, "pool_max": 8 * claimers, "quarantine_seconds": 1}
        self._managers = [self._pool.manager(f"manager-{number}", **settings) for number in range(managers)]
        self._projects = [f"project-{number:04d}" for number in range(2 * claimers)]
        self._epochs: dict[str, int] = defaultdict(int)
        self._lock = threading.Lock()
        self._done = threading.Event()
        self._faults: list[Fault] = []

    def run(self) -> Outcome:
        """Returns when all sessions are closed, faults are over, and the dust has settled."""
        cluster, outcome = self._cluster, self.outcome
        cluster.fates(Fate(warm_seconds=0.02, stop_seconds=0.02))
        scaled(self._managers[0], self._claimers)
        self._faults = [cluster.faults.add(fault) for fault in _faults()]
        began = time.monotonic()
        weather = threading.Thread(target=self._weather, name="weather", daemon=True)
        weather.start()
        try:
            with ThreadPoolExecutor(self._claimers) as threads:
                for claimer in [threads.submit(self._claim_on) for _ in range(self._claimers)]:
                    claimer.result()
        finally:
            self._done.set()
            weather.join()
        outcome.seconds = time.monotonic() - began
        outcome.faults = sum(fault.hits for fault in self._faults)
        cluster.faults.clear()
        cluster.stale_by(0)
        self._settle()
        outcome.double_claims += cluster.double_claims()
        outcome.leaks += [*cluster.leaks(), *self._left()]
        self._pool.close()
        return outcome

    def _claim_on(self) -> None:
        while not self._done.is_set() and self.outcome.open < self._claims:
            self._session(random.choice(self._projects))

    def _session(self, project: str) -> None:
        """One session's life; each step at any of the pool managers, as the edge asks any of them."""
        session = new_id()
        lease = self._ask("reserve", lambda manager: manager.reserve(project, session, "user-one", 0))
        if lease is None or lease.session_id != session:
            return  # somebody else has the project open
        with self._lock:
            if lease.epoch <= self._epochs[project]:
                self.outcome.wrong.append(f"{project} got the epoch {lease.epoch} after {self._epochs[project]}")
            self._epochs[project] = lease.epoch
        manager = random.choice(self._managers)
        try:
            pod = self._claim(manager, lease)
            manager_again = random.choice(self._managers) if random.random() < 0.05 else manager
            self._mark_active(manager_again, lease)
        except (PodSilent, Superseded):
            self._count("told")
        else:
            self._count("open")
            self._use(manager, lease, pod)
        saved = random.random() < 0.9
        self._ask("close", lambda manager: manager.begin_close(lease))
        self._ask("release", lambda manager: manager.release(lease, saved))

    def _claim(self, manager: KubernetesBackend, lease: Lease) -> Pod:
        """Raises PodSilent also when no pod came free in time."""
        until = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < until:
            try:
                pod = manager.claim(lease)
            except Unavailable:
                continue
            if pod is not None:
                return pod
            manager.wait_for_change(0.05)
        self._wrong(f"no pod for {lease.project_id}")
        raise PodSilent("No workspace came free.")

    def _mark_active(self, manager: KubernetesBackend, lease: Lease) -> None:
        for _ in range(20):
            try:
                manager.mark_active(lease, "ready")
            except Unavailable:
                continue
            return
        self._wrong(f"{lease.session_id} was never marked")

    def _use(self, manager: KubernetesBackend, lease: Lease, pod: Pod) -> None:
        """A session that a user has: its pod is there, stays the same, and if it dies that is seen."""
        self._look(manager, lease, pod)
        time.sleep(random.uniform(0.0, 0.03))
        if random.random() < 0.1:
            again = self._ask("claim again", lambda _: manager.claim(lease), PodSilent)
            if again is not None and again.name != pod.name:
                self._wrong(f"{lease.session_id} had {pod.name} and then {again.name}")
        self._look(manager, lease, pod)

    def _look(self, manager: KubernetesBackend, lease: Lease, pod: Pod) -> None:
        there = [one["metadata"] for one in self._cluster.pods(session=lease.session_id, pool="claimed")]
        if any(one["name"] == pod.name and "deletionTimestamp" not in one for one in there):
            return
        if not self._is_told(manager, lease):
            with self._lock:
                self.outcome.without_pod.append(f"{lease.session_id} without {pod.name}")

    def _is_told(self, manager: KubernetesBackend, lease: Lease) -> bool:
        """Whether the pool manager sees within a moment that the session's pod died, and so tells its user."""

        def seen() -> bool:
            manager.observe()
            mine = [one for one in manager.pods() if one.lease and one.lease.session_id == lease.session_id]
            return any(one.state is PodState.FAILED for one in mine)

        try:
            eventually(seen, 20)
        except AssertionError:
            return False
        return True

    def _ask(
        self, what: str, ask: Callable[[KubernetesBackend], Answer], *fine: type[StoryDreamError]
    ) -> Answer | None:
        """Ask any pool manager, again after each failure, as who calls it does; None for an error that is `fine`."""
        until = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < until:
            try:
                return ask(random.choice(self._managers))
            except fine:
                return None
            except Unavailable:
                continue
        self._wrong(f"{what} got no answer")
        return None

    def _weather(self) -> None:
        """What changes all the time: depth, revisions, the API's health, how old everybody's view is."""
        cluster, leader = self._cluster, self._managers[0]
        for _ in itertools.count():
            if self._done.wait(random.uniform(0.05, 0.15)):
                return
            watches = cluster.faults.watches
            kind = random.choice(["depth", "depth", "stale", "late", "drop", "compact", "rollout", "calm"])
            if kind == "stale":
                cluster.stale_by(random.uniform(0.0, 0.1))
            elif kind == "late":
                watches.delay_seconds, watches.reorder_seconds = random.uniform(0, 0.1), random.uniform(0, 0.05)
            elif kind == "drop":
                cluster.faults.drop_watches()
            elif kind == "compact" and random.random() < 0.2:
                cluster.restart(forget_history=True)
            elif kind == "rollout" and random.random() < 0.2:
                self._deploy()
            elif kind == "calm":
                watches.delay_seconds = watches.reorder_seconds = 0.0
                cluster.stale_by(0.0)
            depth = random.randint(max(2, self._claimers // 3), self._claimers) if kind == "depth" else self._claimers
            works: list[Callable[[], None]] = [partial(leader.scale, depth)]
            works += [manager.observe for manager in self._managers]
            for work in works:
                try:
                    work()
                except (Unavailable, NotFound):
                    continue

    def _deploy(self) -> None:
        self._pool.deploy(f"r{next(self._revisions)}")

    def _settle(self) -> None:
        """Let chores, the watch and the sweep finish what a lost answer left."""
        one = self._managers[0]
        sweep = one.sweep(_Ended(), SweepRules(pod_age=0, lease_age=0, cap=1_000_000))

        def quiet() -> bool:
            for manager in self._managers:
                manager.observe()
            return not self._left()

        try:
            eventually(quiet, 5)
        except AssertionError:
            time.sleep(0.01)  # ages are in whole milliseconds
            self.outcome.swept = sum(sweep.run().values())

    def _left(self) -> list[str]:
        """Claimed pods and taken leases, now that nobody has a session."""
        pods = [f"pod {one['metadata']['name']} is claimed" for one in self._cluster.pods(pool="claimed")]
        return [*pods, *(f"{lease.project_id} is {lease.state}" for lease in self._managers[0].leases())]

    def _count(self, what: str) -> None:
        with self._lock:
            setattr(self.outcome, what, getattr(self.outcome, what) + 1)

    def _wrong(self, what: str) -> None:
        with self._lock:
            self.outcome.wrong.append(what)


class _Ended:
    """A Redis in which every session has ended."""

    def get(self, session_id: str) -> SessionRecord | None:  # noqa: ARG002
        return None

    def events(self, cursor: str = "0-0", limit: int = 100) -> SessionEvents:  # noqa: ARG002
        return SessionEvents([{"type": "session"}], cursor, gap=False)


def _faults() -> Iterator[Fault]:
    """Of the requests of each kind a few in a hundred: refused, throttled, failed before or after they took effect."""
    for verb, resource in WRITES:
        yield Fault(verb, resource, 503, after=True, share=0.02)
        yield Fault(verb, resource, cut=True, after=True, share=0.01)
        yield Fault(verb, resource, 500, share=0.01)
        yield Fault(verb, resource, 409, share=0.02)
        yield Fault(verb, resource, 429, share=0.01, retry_after=0)
    for verb, resource in READS:
        yield Fault(verb, resource, 503, share=0.01)
        yield Fault(verb, resource, cut=True, share=0.01)
        yield Fault(verb, resource, 429, share=0.01, retry_after=0)
