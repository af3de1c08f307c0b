"""Claims: a pod never gets two sessions, a session never two pods, and no answer that was lost changes that."""

import itertools
import random
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

import pytest

from common.errors import Superseded, Unavailable
from common.ids import new_id
from pool_manager.backend import Lease, LeaseState, PodState
from pool_manager.kubernetes.backend import KubernetesBackend
from pool_manager.kubernetes.claims import Claims
from pool_manager.kubernetes.objects import ClusterPod
from pool_manager.pod_client import PodSilent
from tests.pool_manager.harness import eventually
from tests.pool_manager.kube.cluster import NAMESPACE, Cluster, Fate, Fault
from tests.pool_manager.kubernetes.pool import Pool, claimed, count, reserved, scaled, settled


def test_of_many_claimers_in_two_pool_managers_each_pod_goes_to_one(pool: Pool, cluster: Cluster) -> None:
    """Guard: `metadata.resourceVersion` in the claim's patch. Without it 13 to 18 of 20 pods are claimed twice."""
    one, two = pool.manager("one"), pool.manager("two")
    scaled(one, 20)
    eventually(lambda: count(two, PodState.WARM) == 20)
    cluster.fates(Fate(warm_seconds=30))

    def claim(number: int) -> str | None:
        manager = random.choice([one, two])
        pod = manager.claim(reserved(manager, f"project-{number:04d}"))
        return pod.name if pod is not None else None

    with ThreadPoolExecutor(32) as threads:
        names = [name for name in threads.map(claim, range(32)) if name is not None]
    assert len(names) == len(set(names)) == 20
    assert cluster.double_claims() == []


def test_what_a_replica_set_refills_beyond_the_hard_cap_is_nobodys(pool: Pool, cluster: Cluster) -> None:
    """Guard: a claim counts who left the pool. The ReplicaSet refills whatever the cap, until the leader shrinks it."""
    one, two = pool.manager("one", pool_max=2), pool.manager("two", pool_max=2)
    scaled(one, 2)
    held, pods = zip(*[claimed(one) for _ in range(2)], strict=True)
    waiting = reserved(one)
    eventually(lambda: count(one, PodState.WARM) == count(two, PodState.WARM) == 2)
    assert [one.claim(waiting), two.claim(waiting)] == [None, None]
    assert [two.claim(lease).name for lease in held] == [pod.name for pod in pods]  # type: ignore[union-attr]
    one.begin_close(held[0])
    one.release(held[0], saved=True)
    eventually(lambda: one.claim(waiting))


def test_claims_at_once_keep_to_the_hard_cap_together(
    pool: Pool, cluster: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Guard: a claim that is under way counts before it is seen."""
    turns = itertools.count()
    monkeypatch.setattr(random, "choice", lambda left: sorted(left, key=_name)[next(turns) % len(left)])
    manager = pool.manager(pool_max=4)
    scaled(manager, 4)
    claimed(manager)
    eventually(lambda: count(manager, PodState.WARM) == 4)
    cluster.faults.add(Fault("patch", "pods", delay_seconds=0.2, times=4))
    leases = [reserved(manager) for _ in range(4)]
    with ThreadPoolExecutor(4) as threads:
        pods = [pod for pod in threads.map(manager.claim, leases) if pod is not None]
    assert len(pods) <= 3
    eventually(lambda: [pod for pod in map(manager.claim, leases) if pod is not None][2:])
    assert len(cluster.pods(pool="claimed")) == 4


def test_claimers_spread_over_the_pool(pool: Pool, cluster: Cluster) -> None:
    """Guard: the random pick. Claimers who all take the first one conflict as often as they are many."""
    managers = [pool.manager(f"manager-{number}") for number in range(4)]
    scaled(managers[0], 40)
    eventually(lambda: all(count(manager, PodState.WARM) == 40 for manager in managers))
    before = cluster.counts["patch pods"]
    leases = [(manager, reserved(manager)) for manager in managers for _ in range(4)]
    with ThreadPoolExecutor(16) as threads:
        pods = list(threads.map(lambda both: both[0].claim(both[1]), leases))
    assert all(pods)
    assert cluster.counts["patch pods"] - before < 2 * len(leases)
    assert cluster.double_claims() == []


@pytest.mark.parametrize(
    "fault", [Fault("patch", "pods", cut=True, after=True), Fault("patch", "pods", 500, after=True)]
)
def test_a_claim_whose_answer_is_lost_is_found_again(pool: Pool, cluster: Cluster, fault: Fault) -> None:
    """Guard: the uncached read after a claim without an answer. Without it a second pod is claimed, or none."""
    manager = pool.manager()
    scaled(manager, 3)
    fault.times = 1
    with cluster.faults.during(fault):
        lease, pod = claimed(manager)
    assert fault.hits == 1
    assert [one["metadata"]["name"] for one in cluster.pods(session=lease.session_id)] == [pod.name]


@pytest.mark.parametrize("status", [404, 409])
def test_a_404_or_409_on_ones_own_success_is_settled_by_reading(pool: Pool, cluster: Cluster, status: int) -> None:
    """Guard: the uncached read after a 404 or 409: something on the way sent our claim twice."""
    manager = pool.manager()
    scaled(manager, 3)
    with cluster.faults.during(Fault("patch", "pods", status, after=True, times=1)) as fault:
        lease, pod = claimed(manager)
    assert fault.hits == 1
    assert [one["metadata"]["name"] for one in cluster.pods(session=lease.session_id)] == [pod.name]


def test_a_claim_that_fell_silent_is_found_when_asked_again(pool: Pool, cluster: Cluster) -> None:
    """Guard: the pod that a claim was sent for comes first when the session asks again."""
    manager = pool.manager()
    scaled(manager, 5)
    lease = reserved(manager)
    cluster.faults.watches.delay_seconds = 5.0  # nor does the watch tell
    cluster.faults.add(Fault("patch", "pods", cut=True, after=True, times=1))
    with cluster.faults.during(Fault("get", "pods", 503)), pytest.raises(Unavailable):
        manager.claim(lease)
    _, pod = claimed(manager, lease)
    assert [one["metadata"]["name"] for one in cluster.pods(session=lease.session_id)] == [pod.name]


def test_a_claim_that_never_arrived_is_sent_again_for_the_same_pod(
    pool: Pool, cluster: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Guard: no other pod is tried while the first one may still be got by a request on its way."""
    manager = pool.manager()
    scaled(manager, 5)
    asked: list[str] = []
    patch = manager._client.patch

    def note(resource: Any, namespace: str, name: str, *arguments: Any, **options: Any) -> Any:
        asked.append(name)
        return patch(resource, namespace, name, *arguments, **options)

    monkeypatch.setattr(manager._client, "patch", note)
    with cluster.faults.during(Fault("patch", "pods", 503, times=2)) as fault:
        lease, pod = claimed(manager)
    assert fault.hits == 2
    assert asked == [pod.name] * 3
    assert [one["metadata"]["name"] for one in cluster.pods(session=lease.session_id)] == [pod.name]


def test_conflicts_and_throttling_cost_time_only(pool: Pool, cluster: Cluster) -> None:
    manager = pool.manager()
    scaled(manager, 6)
    for fault in (Fault("patch", "pods", 409, times=2), Fault("*", "*", 429, times=6, retry_after=0)):
        cluster.faults.add(fault)
        claimed(manager)
        claimed(manager)
    assert cluster.double_claims() == []


def test_a_lease_that_closes_during_the_claim_leaves_no_pod_behind(
    pool: Pool, cluster: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Guard: the Lease is read after the claim. Whoever closed it has looked for its pods already."""
    manager, other = pool.manager("one"), pool.manager("two")
    scaled(manager, 2)
    lease = reserved(manager)
    take = Claims._take

    def closes_first(self: Claims, *arguments: object) -> object:
        assert other.begin_close(lease)
        other.release(lease, saved=True)
        return take(self, *arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(Claims, "_take", closes_first)
    with pytest.raises(Superseded):
        manager.claim(lease)
    eventually(lambda: not cluster.pods(session=lease.session_id))
    assert cluster.pods(pool="claimed") == []
    assert cluster.leaks() == []


def test_another_pool_manager_that_goes_on_finds_the_claim_of_the_first(pool: Pool, cluster: Cluster) -> None:
    """Guard: for a lease that another one took its pods are listed uncached before one is claimed."""
    first, second = pool.manager("first"), pool.manager("second")
    scaled(first, 3)
    lease = reserved(first)
    eventually(second.leases)
    cluster.faults.watches.delay_seconds = 1.0
    _, pod = claimed(first, lease)
    _, again = claimed(second, lease)
    assert again.name == pod.name
    assert cluster.double_claims() == []


def test_two_pool_managers_that_claim_for_one_lease_at_once_end_with_one_pod(pool: Pool, cluster: Cluster) -> None:
    """Guard: the Lease is bound to one pod by compare-and-swap wherever two may be at it."""
    managers = [pool.manager(f"manager-{number}") for number in range(3)]
    scaled(managers[0], 12)
    for number in range(6):
        lease = reserved(managers[number % 3], f"project-{number:04d}")
        eventually(partial(_all_know, managers, lease))
        with ThreadPoolExecutor(3) as threads:
            pods = list(threads.map(KubernetesBackend.claim, managers, [lease] * 3))
        assert len({pod.name for pod in pods if pod is not None}) == 1
        alive = [one for one in cluster.pods(session=lease.session_id) if "deletionTimestamp" not in one["metadata"]]
        assert len(alive) == 1


def test_a_pool_manager_that_slept_through_a_take_over_ends_with_the_pod_of_the_other(
    pool: Pool, cluster: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Guard: the Lease is read after each claim: who claims for it now, and to which pod it is bound."""
    first, second = pool.manager("first"), pool.manager("second")
    scaled(first, 4)
    lease = reserved(first)
    eventually(partial(_all_know, [first, second], lease))
    eventually(lambda: count(second, PodState.WARM) == 4)
    take = Claims._take
    woken: list[Any] = []

    def sleeps(self: Claims, *arguments: Any) -> Any:
        if self is first._claims and not woken:
            woken.append(second.claim(lease))
        return take(self, *arguments)

    monkeypatch.setattr(Claims, "_take", sleeps)
    _, pod = claimed(first, lease)
    assert woken[0] is not None
    assert woken[0].name == pod.name
    cluster.settle()
    assert [one["metadata"]["name"] for one in cluster.pods(session=lease.session_id)] == [pod.name]


def test_a_session_whose_pod_is_being_taken_away_gets_no_second_one(pool: Pool, cluster: Cluster) -> None:
    """Guard: a dying pod of the lease refuses the claim: a second pod of the same epoch would be a second writer."""
    manager = pool.manager()
    cluster.fates(Fate(stop_seconds=5))
    scaled(manager, 2)
    lease, pod = claimed(manager)
    pool.evict(pod.name)
    eventually(lambda: count(manager, PodState.FAILED))
    with pytest.raises(PodSilent):
        manager.claim(lease)
    with pytest.raises(PodSilent):
        manager.mark_active(lease, "ready")


@pytest.mark.parametrize("what", ["cordoned", "dying", "ended", "unready"])
def test_nothing_is_claimed_that_is_on_its_way_out(pool: Pool, cluster: Cluster, what: str) -> None:
    """Guard: `claimable`, point by point."""
    cluster.fates(Fate(stop_seconds=5, problem="never-ready" if what == "unready" else None))
    manager = pool.manager()
    if what == "unready":
        manager.scale(1)
        eventually(lambda: count(manager, PodState.WARMING) == 1)
    else:
        scaled(manager, 1)
    cluster.pause("replicaset")
    pod = cluster.pods(pool="warm")[0]
    if what == "cordoned":
        cluster.nodes.cordon(pod["spec"]["nodeName"])
    elif what == "dying":
        pool.evict(pod["metadata"]["name"])
    elif what == "ended":
        cluster.fail(pod["metadata"]["name"])
    eventually(lambda: not manager._candidates())
    assert manager.claim(reserved(manager)) is None


def test_a_lease_of_an_id_that_is_no_dns_name_works_all_the_same(pool: Pool, cluster: Cluster) -> None:
    """Guard: `names.to_name`. An id may end with a dash; the API refuses such a name and such a label."""
    manager = pool.manager()
    scaled(manager, 2)
    lease, _ = claimed(manager, reserved(manager, "project-ends-with-"))
    assert manager.pod_for("project-ends-with-") is not None
    assert manager.lease_of("project-ends-with-") == lease
    manager.begin_close(lease)
    manager.release(lease, saved=True)
    assert manager.lease_of("project-ends-with-0") is None


def test_a_reservation_whose_answer_is_lost_is_ones_own(pool: Pool, cluster: Cluster) -> None:
    """Guard: each attempt at a Lease begins with an uncached read."""
    manager = pool.manager()
    cluster.faults.add(Fault("create", "leases", cut=True, after=True, times=1))
    session = new_id()
    lease = manager.reserve("project-lost-answer", session, "user-one", 4)
    assert (lease.session_id, lease.epoch, lease.state) == (session, 5, LeaseState.HELD)
    cluster.faults.add(Fault("patch", "leases", 500, after=True, times=1))
    assert manager.begin_close(lease)
    cluster.faults.add(Fault("patch", "leases", 409, times=3))
    manager.release(lease, saved=True)
    again = manager.reserve("project-lost-answer", new_id(), "user-one", 0)
    assert again.epoch == 6


def test_a_lease_of_an_older_reading_never_takes_a_newer_one(pool: Pool, cluster: Cluster) -> None:
    """Guard: `metadata.resourceVersion` in each change of a Lease."""
    managers = [pool.manager(f"manager-{number}") for number in range(3)]
    for round_ in range(3):
        with ThreadPoolExecutor(12) as threads:
            leases = list(threads.map(lambda n: reserved(managers[n % 3], "project-raced"), range(12)))
        assert len({(lease.session_id, lease.epoch) for lease in leases}) == 1
        assert leases[0].epoch == round_ + 1
        managers[round_].begin_close(leases[0])
        managers[round_].release(leases[0], saved=True)


def test_the_pod_becomes_its_leases_so_that_deleting_the_lease_collects_it(pool: Pool, cluster: Cluster) -> None:
    manager = pool.manager()
    scaled(manager, 1)
    lease, pod = claimed(manager)
    eventually(settled(manager))
    pool.leases.delete_namespaced_lease(lease.project_id, NAMESPACE)
    eventually(lambda: pod.name not in {one["metadata"]["name"] for one in cluster.pods()})
    assert "garbage-collector" in {change.author.name for change in cluster.deletions()}


def _name(pod: ClusterPod) -> str:
    return pod.name


def _all_know(managers: list[KubernetesBackend], lease: Lease) -> bool:
    return all(lease in manager.leases() for manager in managers)
