"""The sweep of orphans, on a real Redis: both ways, old ones, few at a time, and never on a doubtful reading."""

import time
from collections.abc import Iterator
from typing import Any

import pytest
import redis

from common.errors import Unavailable
from common.models import SessionState
from common.session_store import SessionStore
from pool_manager.backend import Lease, Pod, PodState
from pool_manager.kubernetes.backend import KubernetesBackend
from pool_manager.kubernetes.sweep import SweepRules
from tests.pool_manager.kube.cluster import NAMESPACE, Cluster, Fault
from tests.pool_manager.kubernetes.pool import Pool, claimed, count, reserved, scaled

AT_ONCE = SweepRules(pod_age=0, lease_age=0, cap=2)
LATER = SweepRules(pod_age=60, lease_age=60)


@pytest.fixture
def store(redis_url: str) -> Iterator[SessionStore]:
    """With one session that ended: a Redis that remembers something."""
    made = SessionStore(redis_url)
    made.open("project-ended", "session-ended", "user-one")
    made.close("session-ended", SessionState.CLOSED, "Closed", "user")
    yield made
    made._redis.close()


@pytest.fixture
def manager(pool: Pool) -> KubernetesBackend:
    made = pool.manager(quarantine_seconds=60)
    scaled(made, 6)
    return made


def _open(manager: KubernetesBackend, store: SessionStore) -> tuple[Lease, Pod]:
    lease, pod = claimed(manager)
    manager.mark_active(lease, "ready")
    store.open(lease.project_id, lease.session_id, lease.user_id)
    return lease, pod


def _orphan(manager: KubernetesBackend, pool: Pool) -> tuple[Lease, Pod]:
    """A claimed pod whose Lease was freed behind its back."""
    lease, pod = claimed(manager)
    body = {"metadata": {"annotations": {"storydream.io/state": "free"}, "labels": {"storydream.io/taken": None}}}
    pool.leases.patch_namespaced_lease(lease.project_id, NAMESPACE, {**body, "spec": {"holderIdentity": None}})
    return lease, pod


def _sweep(manager: KubernetesBackend, store: SessionStore, rules: SweepRules = AT_ONCE) -> Any:
    time.sleep(0.01)  # ages are in whole milliseconds, and have to be exceeded
    return manager.sweep(store, rules).run()


def test_a_claimed_pod_without_a_held_lease_goes_to_quarantine(
    pool: Pool, cluster: Cluster, manager: KubernetesBackend, store: SessionStore
) -> None:
    _, kept = _open(manager, store)
    _, pod = _orphan(manager, pool)
    assert _sweep(manager, store) == {"orphan_pod": 1}
    assert [one["metadata"]["name"] for one in cluster.pods(pool="quarantined")] == [pod.name]
    assert [one["metadata"]["name"] for one in cluster.pods(pool="claimed")] == [kept.name]
    assert _sweep(manager, store) == {}


def test_a_pod_whose_lease_makes_no_sense_is_left_alone_and_the_others_are_swept(
    pool: Pool, cluster: Cluster, manager: KubernetesBackend, store: SessionStore
) -> None:
    """Guard: a list lacks a lease that can't be read, which says nothing of its pod."""
    lease, kept = _open(manager, store)
    pool.leases.patch_namespaced_lease(
        lease.project_id, NAMESPACE, {"metadata": {"annotations": {"storydream.io/epoch": "seven"}}}
    )
    _, pod = _orphan(manager, pool)
    assert _sweep(manager, store) == {"orphan_pod": 1}
    assert [one["metadata"]["name"] for one in cluster.pods(pool="claimed")] == [kept.name]
    assert pod.name != kept.name


def test_a_held_lease_without_a_pod_is_freed_and_keeps_its_epoch(
    cluster: Cluster, manager: KubernetesBackend, store: SessionStore
) -> None:
    lease = reserved(manager, floor=8)
    assert _sweep(manager, store) == {"orphan_lease": 1}
    assert manager.leases() == []
    assert reserved(manager, lease.project_id).epoch == lease.epoch + 1
    assert cluster.leaks() != [], "that one is held and has no pod, again"


def test_a_lease_whose_session_lives_in_redis_is_left_to_whoever_goes_on_with_it(
    manager: KubernetesBackend, store: SessionStore
) -> None:
    """Guard: the look into Redis before a lease is freed: it may wait in line for a pod."""
    lease = reserved(manager)
    store.open(lease.project_id, lease.session_id, lease.user_id)
    assert _sweep(manager, store) == {}
    assert manager.leases() == [lease]


def test_the_young_are_left_alone(pool: Pool, manager: KubernetesBackend, store: SessionStore) -> None:
    """Guard: the age gate."""
    _orphan(manager, pool)
    lease = reserved(manager)
    assert _sweep(manager, store, LATER) == {}
    assert manager.leases() == [lease]


def test_a_sweep_takes_a_few_only(pool: Pool, manager: KubernetesBackend, store: SessionStore) -> None:
    """Guard: the cap a sweep."""
    for _ in range(5):
        _open(manager, store)
    scaled(manager, 6)
    for _ in range(4):
        _orphan(manager, pool)
    assert _sweep(manager, store) == {"orphan_pod": 2}
    assert _sweep(manager, store) == {"orphan_pod": 2}


def test_a_sweep_that_would_take_half_of_all_takes_nothing(
    pool: Pool, cluster: Cluster, manager: KubernetesBackend, store: SessionStore
) -> None:
    """Guard: `_too_many`. Rather a wrong reading than so many orphans."""
    for _ in range(5):
        _orphan(manager, pool)
    assert _sweep(manager, store) == {"refused": 1}
    assert len(cluster.pods(pool="claimed")) == 5


@pytest.mark.parametrize("what", ["pods", "leases"])
def test_a_failed_or_suspiciously_short_reading_sweeps_nothing(
    pool: Pool,
    cluster: Cluster,
    manager: KubernetesBackend,
    store: SessionStore,
    what: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Guards: a list that fails ends the sweep; one that lacks more than half of what is known is not believed."""
    _orphan(manager, pool)
    held = [_open(manager, store)[0] for _ in range(3)]
    with cluster.faults.during(Fault("list", what, 500)), pytest.raises(Unavailable):
        _sweep(manager, store)
    ask = manager._client._ask

    def short(method: str, path: str, *arguments: Any, **options: Any) -> Any:
        answer = ask(method, path, *arguments, **options)
        return {**answer, "items": []} if path.endswith(f"/{what}") else answer

    monkeypatch.setattr(manager._client, "_ask", short)
    assert _sweep(manager, store, SweepRules(pod_age=0, lease_age=0)) == {"refused": 1}
    monkeypatch.undo()
    assert len(cluster.pods(pool="claimed")) == 4
    assert set(manager.leases()) >= set(held)


def test_an_empty_redis_sweeps_nothing(
    pool: Pool, cluster: Cluster, manager: KubernetesBackend, store: SessionStore, redis_url: str
) -> None:
    """Guard: a Redis without a memory, or without any of the open sessions, says nothing about orphans."""
    _orphan(manager, pool)
    reserved(manager)
    lease, _ = claimed(manager)
    manager.mark_active(lease, "ready")
    assert _sweep(manager, store) == {"refused": 1}, "it knows none of the open sessions"
    with redis.Redis.from_url(redis_url) as raw:
        raw.flushall()
    store.raise_epoch("project-new", 3)
    manager.begin_close(lease)
    manager.release(lease, saved=True)
    assert _sweep(manager, store) == {"refused": 1}, "it remembers no session at all"
    assert len(cluster.pods(pool="claimed")) == 1


def test_of_two_pods_of_a_session_the_one_that_its_lease_names_stays(
    pool: Pool, cluster: Cluster, manager: KubernetesBackend, store: SessionStore
) -> None:
    lease, pod = _open(manager, store)
    manager._leases.bind(lease, pod.name)
    other = next(one for one in manager.pods() if one.state is PodState.WARM)
    labels = {"storydream.io/pool": "claimed", "storydream.io/session": lease.session_id}
    pool.core.patch_namespaced_pod(other.name, NAMESPACE, {"metadata": {"labels": labels}})
    assert _sweep(manager, store) == {"orphan_pod": 1}
    found = manager.pod_for(lease.project_id)
    assert found is not None
    assert found.name == pod.name
    assert [one["metadata"]["name"] for one in cluster.pods(pool="quarantined")] == [other.name]


def test_leases_of_projects_that_nobody_opened_for_long_are_forgotten(
    cluster: Cluster, manager: KubernetesBackend, store: SessionStore
) -> None:
    """Free ones only, and by the edge's floor the epoch still rises."""
    lease, _ = _open(manager, store)
    ended = reserved(manager)
    manager.begin_close(ended)
    manager.release(ended, saved=True)
    assert _sweep(manager, store, LATER) == {}
    assert _sweep(manager, store, SweepRules(free_lease_age=0)) == {"old_lease": 1}
    assert manager.lease_of(ended.project_id) is None
    assert manager.lease_of(lease.project_id) == lease
    assert count(manager, PodState.CLAIMED) == 1
