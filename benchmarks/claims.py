"""Claims on Kubernetes: how long each step of opening takes alone and in bursts, how many claims a second, and what the
lock and the random pick are worth; then 10,000 claims amid faults, and explored sequences of events."""

import logging
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Final
from unittest import mock

from benchmarks.claim_worlds import ClaimWorld, worlds
from benchmarks.report import Row, percentile
from common.ids import new_id
from common.session_store import SessionStore
from pool_manager.backend import Lease
from pool_manager.changes import Changes
from pool_manager.kubernetes import claims as claims_module
from pool_manager.lifecycle import Opening, Parts, open_session
from pool_manager.line import Line
from pool_manager.metrics import Metrics
from pool_manager.owners import SoleOwner
from tests.pool_manager.kube.cluster import fake_cluster
from tests.pool_manager.proof.explore import explore
from tests.pool_manager.proof.storm import Storm
from tests.servers import redis_server

BURSTS: Final = (10, 50, 200)
ONE_BY_ONE: Final = 100
ROUNDS: Final = 3
STEPS: Final = ("reserveMs", "claimMs", "activateMs", "recordMs")
ALONE_TARGET_MS: Final = 50
BURST_TARGET_MS: Final = 250
CLAIMS_A_SECOND_TARGET: Final = 100
RACE: Final = (32, 20)
"""Claimers and pods, as the design measured it."""
STORM: Final = (10_000, 64)
EXPLORED: Final = (20, 40)
CONFIRMED_SECONDS: Final = 60.0


@dataclass
class Times:
    """Samples by what they are of: milliseconds of each step, and others."""

    steps: dict[str, list[float]] = field(default_factory=dict)

    def add(self, step: str, values: list[float]) -> None:
        self.steps.setdefault(step, []).extend(values)

    def at(self, step: str, percent: float) -> float:
        return percentile(self.steps[step], percent)


class Opened(logging.Handler):
    """Collects how long the steps of each opening took, as the pool manager logs it."""

    def __init__(self) -> None:
        super().__init__(logging.INFO)
        self.laps: list[dict[str, float]] = []

    def emit(self, record: logging.LogRecord) -> None:
        if record.getMessage() == "Session open":
            self.laps.append(record.fields)  # type: ignore[attr-defined]


def run() -> list[Row]:
    """Steps, claims a second and both baselines on each cluster; what must be zero on the fake one."""
    rows: list[Row] = []
    with tempfile.TemporaryDirectory(prefix="bench-claims-") as name, redis_server() as redis_url:
        with worlds(Path(name)) as measured:
            for world in measured:
                rows += _measured(world, SessionStore(redis_url))
        return [*_storm(), *_explored(redis_url), *rows]


def _measured(world: ClaimWorld, store: SessionStore) -> list[Row]:
    parts = Parts(
        backend=world.backend,
        store=store,
        pods=world.pods,
        line=Line(16, 30.0),
        changes=Changes(),
        owners=SoleOwner(),
        metrics=Metrics(),
        paused=lambda: False,
        activate_seconds=30.0,
    )
    rows: list[Row] = []
    alone = _alone(world, parts)
    rows += _step_rows(world, alone, "one after another", ALONE_TARGET_MS)
    for size in BURSTS:
        if not world.fill(size):
            sys.stderr.write(f"{world.name}: there is no room for {size} warm pods, so no burst of {size}\n")
            continue
        burst = Times()
        for _ in range(ROUNDS):
            _burst(world, parts, size, burst)
        rows += _step_rows(world, burst, f"burst of {size}", None)
    return [*rows, *_rates(world), *_race(world)]


def _alone(world: ClaimWorld, parts: Parts) -> Times:
    times = Times()
    for _ in range(ONE_BY_ONE // 10):
        assert world.fill(10)
        with _noted(world, times), world.kept():
            leases = [_opened(parts) for _ in range(10)]
            _until_confirmed(world, 10)
        _release(world, leases)
    return times


def _burst(world: ClaimWorld, parts: Parts, size: int, times: Times) -> None:
    assert world.fill(size)
    gate = threading.Barrier(size)

    def open_one(_: int) -> Lease:
        gate.wait()
        return _opened(parts)

    with _noted(world, times), world.kept(), ThreadPoolExecutor(size) as threads:
        leases = list(threads.map(open_one, range(size)))
        _until_confirmed(world, size)
    _release(world, leases)


def _opened(parts: Parts) -> Lease:
    """Open a project that was never opened before."""
    project, session = f"project-{new_id()[:16]}", new_id()
    assert parts.store.open(project, session, "user-one") == session
    open_session(parts, Opening(project, session, "user-one"))
    lease = parts.backend.lease_of(project)
    assert lease is not None
    return lease


@contextmanager
def _noted(world: ClaimWorld, times: Times) -> Iterator[None]:
    """Adds the times of all openings within the block."""
    world.client.forget()
    opened, logger = Opened(), logging.getLogger("pool_manager.lifecycle")
    level, spreads = logger.level, logger.propagate
    logger.addHandler(opened)
    logger.setLevel(logging.INFO)
    logger.propagate = False
    try:
        yield
    finally:
        logger.removeHandler(opened)
        logger.setLevel(level)
        logger.propagate = spreads
    for step in STEPS:
        times.add(step.removesuffix("Ms"), [laps[step] for laps in opened.laps])
    client = world.client
    times.add("claim's PATCH", client.patches)
    times.add("confirm", [1000 * (at - client.claimed[name]) for name, at in client.confirmed.items()])


def _until_confirmed(world: ClaimWorld, size: int) -> None:
    until = time.monotonic() + CONFIRMED_SECONDS
    while len(world.client.confirmed) < size and time.monotonic() < until:
        time.sleep(0.01)


def _release(world: ClaimWorld, leases: list[Lease]) -> None:
    with ThreadPoolExecutor(16) as threads:
        list(threads.map(lambda lease: world.backend.release(lease, saved=True), leases))


def _step_rows(world: ClaimWorld, times: Times, how: str, target: float | None) -> list[Row]:
    rows = []
    for step in ("reserve", "claim", "claim's PATCH", "confirm", "activate", "record"):
        if step == "activate" and world.name != "fake API":
            continue  # pods of a real cluster can't be reached from here
        for percent in (50, 99):
            aim = target if step == "claim" and percent == 99 else None
            row = Row(f"{step} p{percent}, {how} ({world.name})", "ms", times.at(step, percent), target=aim)
            rows.append(row)
    return rows


def _rates(world: ClaimWorld) -> list[Row]:
    """Claims alone, with leases reserved before, as fast as 50 claimers get them; beside taking the first in line."""
    ours = _claimed_at_once(world, 50)
    first = SimpleNamespace(choice=lambda pods: min(pods, key=lambda pod: pod.name))
    with mock.patch.object(claims_module, "random", first):
        theirs = _claimed_at_once(world, 50)
    beside = f"beside first in the list ({world.name})"
    rates, target = (ours.at("rate", 50), theirs.at("rate", 50)), CLAIMS_A_SECOND_TARGET
    return [
        Row(
            f"claim alone p{percent}, burst of 50, {beside}",
            "ms",
            ours.at("claim", percent),
            theirs.at("claim", percent),
            BURST_TARGET_MS if percent == 99 else None,
        )
        for percent in (50, 99)
    ] + [
        Row(f"claims alone, burst of 50, {beside}", "claims/s", *rates, target, "higher"),
        Row(f"requests for 50 claims, {beside}", "requests", ours.at("requests", 50), theirs.at("requests", 50)),
    ]


def _claimed_at_once(world: ClaimWorld, size: int) -> Times:
    """Each claim's milliseconds, and of each round the claims a second and the patches sent."""
    times = Times()
    for _ in range(ROUNDS):
        assert world.fill(size)
        leases = [_reserved(world) for _ in range(size)]
        gate = threading.Barrier(size + 1)

        def claim(lease: Lease, gate: threading.Barrier = gate) -> float:
            gate.wait()
            began = time.perf_counter()
            assert world.backend.claim(lease) is not None
            return 1000 * (time.perf_counter() - began)

        world.client.forget()
        with ThreadPoolExecutor(size) as threads:
            claiming = [threads.submit(claim, lease) for lease in leases]
            gate.wait()
            began = time.perf_counter()
            times.add("claim", [one.result() for one in claiming])
            times.add("rate", [size / (time.perf_counter() - began)])
        times.add("requests", [float(len(world.client.patches))])
        with world.kept():
            _until_confirmed(world, size)
        _release(world, leases)
    return times


def _race(world: ClaimWorld) -> list[Row]:
    """Pods that two sessions were told to have, when more claim than there are pods; with the lock and without."""
    with_lock = _claimed_twice(world)
    world.client.lock = False
    try:
        without = _claimed_twice(world)
    finally:
        world.client.lock = True
    claimers, pods = RACE
    return [Row(f"pods claimed twice, {claimers} claimers for {pods} ({world.name})", "pods", with_lock, without, 0)]


def _claimed_twice(world: ClaimWorld) -> float:
    claimers, pods = RACE
    assert world.fill(pods)
    leases = [_reserved(world) for _ in range(claimers)]
    gate = threading.Barrier(claimers)

    def claim(lease: Lease) -> str | None:
        gate.wait()
        pod = world.backend.claim(lease)
        return pod.name if pod is not None else None

    with ThreadPoolExecutor(claimers) as threads:
        names = Counter(name for name in threads.map(claim, leases) if name is not None)
    _release(world, leases)
    return float(sum(count > 1 for count in names.values()))


def _reserved(world: ClaimWorld) -> Lease:
    return world.backend.reserve(f"project-{new_id()[:16]}", new_id(), "user-one", 0)


def _storm() -> list[Row]:
    """Many claims while the API fails and the pool breathes: what must never be, on the fake API, which can tell."""
    claims, claimers = STORM
    with _quiet(), fake_cluster() as cluster:
        outcome = Storm(cluster, claims, claimers).run()
    for what in (*outcome.double_claims, *outcome.leaks, *outcome.without_pod, *outcome.wrong):
        sys.stderr.write(f"{what}\n")
    return [
        Row("double claims", "claims", len(outcome.double_claims), target=0),
        Row("leaks", "pods and leases", len(outcome.leaks), target=0),
        Row("sessions without a pod", "sessions", len(outcome.without_pod), target=0),
        Row("other broken promises (epochs, stickiness, answers)", "cases", len(outcome.wrong), target=0),
        Row("claims made amid faults", "claims", outcome.open, target=claims, better="higher"),
        Row("faults met", "faults", outcome.faults),
        Row("sessions opened and closed amid faults (fake API)", "sessions/s", outcome.open / outcome.seconds),
    ]


def _explored(redis_url: str) -> list[Row]:
    sequences, steps = EXPLORED
    checks, broken = 0, 0
    try:
        with _quiet():
            checks = explore(redis_url, sequences, steps, same=False)
    except AssertionError as error:
        broken = 1
        sys.stderr.write("\n".join([str(error), *getattr(error, "__notes__", [])]) + "\n")
    return [
        Row("sequences of events that broke a promise", "sequences", broken, target=0),
        Row("events explored", "events", checks),
    ]


@contextmanager
def _quiet() -> Iterator[None]:
    """Thousands of warnings are meant to come here."""
    logging.disable(logging.CRITICAL)
    try:
        yield
    finally:
        logging.disable(logging.NOTSET)
