"""Who leads: one at most, whatever the clocks say and the API does; and what an operator has paused."""

import threading
import time
from collections.abc import Iterator
from itertools import count

import pytest

from pool_manager.kubernetes.client import KubernetesClient
from pool_manager.kubernetes.leader import DEADLINE_SECONDS, DURATION_SECONDS, NAME, LeaderLease, Times
from pool_manager.leadership import Paused
from tests.pool_manager.harness import eventually
from tests.pool_manager.kube.cluster import Cluster, Fault, fake_cluster
from tests.pool_manager.kube.resources import LEASES
from tests.pool_manager.kubernetes.pool import TIMEOUTS


class Clock:
    """A monotonic clock of one replica: where it begins means nothing to the others."""

    def __init__(self, start: float) -> None:
        self.at = start

    def __call__(self) -> float:
        return self.at


class Candidates:
    def __init__(self, cluster: Cluster) -> None:
        self.cluster = cluster
        self._numbers = count(1)
        self._made: list[tuple[LeaderLease, KubernetesClient]] = []

    def make(self, clock: Clock | None = None, times: Times | None = None) -> LeaderLease:
        name = f"manager-{next(self._numbers)}"
        client = KubernetesClient(self.cluster.kubeconfig(name), timeouts=TIMEOUTS)
        made = LeaderLease(client, "storydream", name, times, clock or time.monotonic)
        self._made.append((made, client))
        return made

    def close(self) -> None:
        for leader, client in self._made:
            leader.stop()
            client.close()


@pytest.fixture
def candidates() -> Iterator[Candidates]:
    with fake_cluster(nodes=0) as cluster:
        made = Candidates(cluster)
        yield made
        made.close()


def test_the_first_one_leads_and_the_others_see_who(candidates: Candidates) -> None:
    first, second = candidates.make(), candidates.make()
    for _ in range(3):
        first.try_once()
        second.try_once()
        assert (first.leads, second.leads) == (True, False)
    assert first.leader == second.leader == "manager-1"


def test_a_silent_leader_is_followed_after_the_lease_by_the_followers_own_clock(candidates: Candidates) -> None:
    """Fails when `_may_take` doesn't wait, or waits by the times that are written in the Lease."""
    mine, other = Clock(5_000.0), Clock(90.0)
    first, second = candidates.make(mine), candidates.make(other)
    first.try_once()
    second.try_once()
    other.at += DURATION_SECONDS - 0.1
    second.try_once()
    assert [second.leads] == [False]
    other.at += 0.2
    second.try_once()
    assert [second.leads] == [True]
    first.try_once()
    assert not first.leads, "it learns that it was followed"


def test_each_renewal_starts_the_wait_anew(candidates: Candidates) -> None:
    mine, other = Clock(0.0), Clock(0.0)
    first, second = candidates.make(mine), candidates.make(other)
    for _ in range(4):
        first.try_once()
        second.try_once()
        mine.at += DEADLINE_SECONDS / 2
        other.at += DURATION_SECONDS - 1
    assert (first.leads, second.leads) == (True, False)


def test_a_leader_that_cannot_renew_stops_before_anybody_may_follow(candidates: Candidates) -> None:
    """Fails when `leads` isn't bounded by the deadline."""
    clock = Clock(0.0)
    leader = candidates.make(clock)
    leader.try_once()
    clock.at += DEADLINE_SECONDS - 0.1
    assert [leader.leads] == [True]
    clock.at += 0.2
    assert [leader.leads] == [False]
    assert DEADLINE_SECONDS < DURATION_SECONDS


def test_the_deadline_counts_from_when_a_renewal_was_sent(candidates: Candidates) -> None:
    """A slow answer must not prolong leadership: the others measure from when the API took it."""
    leader = candidates.make(times=Times(duration=1.5, deadline=0.5, retry=0.1))
    leader.try_once()
    candidates.cluster.faults.add(Fault("patch", "leases", delay_seconds=0.6, times=1))
    leader.try_once()
    assert not leader.leads


def test_who_steps_down_is_followed_at_once_and_leads_no_more(candidates: Candidates) -> None:
    first, second = candidates.make(), candidates.make()
    first.try_once()
    second.try_once()
    first.step_down()
    assert not first.leads
    second.try_once()
    assert second.leads
    first.try_once()
    assert not first.leads
    second.step_down()
    assert not second.leads


def test_there_are_never_two_that_act_whatever_the_api_does(candidates: Candidates) -> None:
    times = Times(duration=0.9, deadline=0.5, retry=0.05)
    leaders = [candidates.make(times=times) for _ in range(3)]
    faults = candidates.cluster.faults
    faults.add(Fault("patch", "leases", status=500, after=True, share=0.15))
    faults.add(Fault("patch", "leases", status=409, share=0.15))
    faults.add(Fault("get", "leases", delay_seconds=0.3, share=0.1))
    seen: set[int] = set()
    twice: list[list[int]] = []
    done = threading.Event()

    def watch() -> None:
        while not done.wait(0.0005):
            acting = [number for number, leader in enumerate(leaders) if leader.leads]
            # Read again, backwards: one that led when the first was asked may have been followed since.
            if len([number for number in reversed(acting) if leaders[number].leads]) > 1:
                twice.append(acting)
            seen.update(acting)

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        for leader in leaders:
            leader.start()
        eventually(lambda: seen)
        with candidates.cluster.away():
            eventually(lambda: not any(leader.leads for leader in leaders))
        dead: set[int] = set()
        while len(dead) < len(leaders):  # who has led dies, and another follows, until each has led
            for number in eventually(lambda: seen - dead):
                leaders[number].stop()
                dead.add(number)
    finally:
        done.set()
        watcher.join()
    assert not twice


def test_switches_are_seen_by_all_outlive_leaders_and_cost_no_leadership(candidates: Candidates) -> None:
    first, second = candidates.make(), candidates.make()
    assert second.pause(claims=True) == Paused(claims=True), "also before anybody leads"
    first.try_once()
    second.try_once()
    assert (first.leads, first.paused) == (True, Paused(claims=True))
    second.pause(refill=True)
    first.try_once()
    assert (first.leads, first.paused) == (True, Paused(claims=True, refill=True))
    first.step_down()
    second.try_once()
    third = candidates.make()
    third.try_once()
    assert (second.leads, third.paused) == (True, Paused(claims=True, refill=True))
    assert third.pause(claims=False, refill=False) == Paused()
    second.try_once()
    assert (second.leads, second.paused) == (True, Paused())


def test_a_switch_does_not_keep_a_dead_leader_alive(candidates: Candidates) -> None:
    """Fails when any change of the Lease counts as a sign of life."""
    clock = Clock(0.0)
    first, second = candidates.make(), candidates.make(clock)
    first.try_once()
    second.try_once()
    clock.at += DURATION_SECONDS - 1
    second.pause(claims=True)
    clock.at += 1.1
    second.try_once()
    assert second.leads


def test_the_lease_is_one_that_kubectl_understands(candidates: Candidates) -> None:
    first, second = candidates.make(), candidates.make()
    first.try_once()
    first.step_down()
    second.try_once()
    (lease,) = [one for one in _leases(candidates.cluster) if one["metadata"]["name"] == NAME]
    assert lease["spec"]["holderIdentity"] == "manager-2"
    assert lease["spec"]["leaseDurationSeconds"] == DURATION_SECONDS
    assert lease["spec"]["leaseTransitions"] == 1


def _leases(cluster: Cluster) -> list[dict[str, dict[str, object]]]:
    return [version.body for version in cluster.api.list(LEASES, "storydream")]
