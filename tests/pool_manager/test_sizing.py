"""Sizing: it looks at a pool, plans, and scales when it is told to."""

import time
from dataclasses import dataclass, field

from pool_manager.backend import Lease, LeaseState, Pod, PodState
from pool_manager.pool_plan import BREAKER_AFTER
from pool_manager.settings import PoolManagerSettings
from pool_manager.sizing import Sizer, limits_of

CLUSTER = PoolManagerSettings(backend="kubernetes", pool_size=2, pool_max=500)


@dataclass
class FakePool:
    """Remembers how deep it was told to be; pods and leases are the test's."""

    depths: list[int] = field(default_factory=list)
    there: list[Pod] = field(default_factory=list)
    taken: list[Lease] = field(default_factory=list)

    def pods(self) -> list[Pod]:
        return self.there

    def leases(self) -> list[Lease]:
        return self.taken

    def scale(self, depth: int) -> None:
        self.depths.append(depth)


def _pod(number: int, state: PodState, warmed: bool = True, reason: str | None = None) -> Pod:
    started = int(time.time() * 1000) - 20_000
    name = f"pod-{number}"
    return Pod(name, name, "127.0.0.1", state, started, "http://x", started + 9_000 if warmed else None, reason=reason)


def _lease(number: int) -> Lease:
    at = int(time.time() * 1000) - 100 * number
    return Lease(f"project-{number}", f"session-{number}", 1, "user", at, LeaseState.HELD)


def test_only_who_scales_changes_the_pool() -> None:
    pool = FakePool()
    sizer = Sizer(pool, CLUSTER)
    sizer.scale()
    assert pool.depths == [], "nothing was planned yet"
    assert sizer.look(waiting=3, opening=0).depth == 5
    assert pool.depths == []
    sizer.scale()
    assert pool.depths == [5]


def test_claims_of_every_replica_and_warm_ups_deepen_the_pool() -> None:
    pool = FakePool(
        there=[_pod(number, PodState.WARM) for number in range(4)], taken=[_lease(number) for number in range(200)]
    )
    sizer = Sizer(pool, CLUSTER)
    planned = sizer.look(waiting=0, opening=0)
    assert planned.depth > 60, planned.reason
    assert sizer.warm_seconds == 9.0


def test_the_schedule_is_asked_for_now() -> None:
    always = PoolManagerSettings(pool_size=1, pool_schedule="mon-sun 00:00-24:00 UTC=7")
    assert Sizer(FakePool(), always).look(waiting=0, opening=0).wanted == 7


def test_pods_that_fail_to_warm_hold_the_pool_back_until_one_is_warm() -> None:
    pool = FakePool()
    sizer = Sizer(pool, CLUSTER)
    pool.there = [_pod(number, PodState.FAILED, False, "no room") for number in range(BREAKER_AFTER)]
    for pod in pool.there * 3:
        sizer.judge(pod)
    assert (sizer.breaker.failures, sizer.breaker.open, sizer.breaker.reason) == (BREAKER_AFTER, True, "no room")
    assert sizer.look(waiting=5, opening=0).depth == 0
    pool.there = [_pod(9, PodState.WARM)]
    sizer.judge(pool.there[0])
    assert sizer.look(waiting=5, opening=0).depth == 7


def test_a_pod_that_died_after_it_was_warm_is_not_the_breakers_business() -> None:
    sizer = Sizer(FakePool(), CLUSTER)
    for number in range(5):
        sizer.judge(_pod(number, PodState.FAILED, True, "its agent process died"))
    assert not sizer.breaker.open


def test_only_one_machine_spares_its_cores() -> None:
    machine = limits_of(PoolManagerSettings(pool_size=2, warming_max=3))
    assert (machine.warming_max, machine.shared_machine, machine.most) == (3, True, 2)
    cluster = limits_of(CLUSTER)
    assert (cluster.warming_max, cluster.shared_machine, cluster.most) == (None, False, 500)
