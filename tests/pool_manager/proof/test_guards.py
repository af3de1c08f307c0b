"""Guards that nothing beside this, in `tests/pool_manager/kubernetes` and `replicas`, would surely miss."""

from pathlib import Path
from typing import Any

import pytest

from common.errors import Superseded
from common.session_store import now_ms
from pool_manager.changes import Changes
from pool_manager.kubernetes.cache import Pace, WatchCache
from pool_manager.kubernetes.claims import Claims
from pool_manager.kubernetes.client import PODS, KubernetesClient, Selection
from pool_manager.kubernetes.names import DELETION_COST, POOL_PODS
from pool_manager.kubernetes.objects import ClusterPod
from pool_manager.pod_client import PodSilent
from tests.pool_manager import proof
from tests.pool_manager.harness import eventually
from tests.pool_manager.kube import resources
from tests.pool_manager.kube.cluster import NAMESPACE, Cluster, Fault
from tests.pool_manager.kubernetes.pool import TIMEOUTS, Pool, claimed, reserved, scaled
from tests.pool_manager.proof import invariants


def test_a_409_without_a_version_is_tried_again(pool: Pool, cluster: Cluster) -> None:
    """Guard: repeats of `repeatable` patches, and of a delete of a pod that is there: the API gives up on a write that
    others were faster than five times. Without them the pod would stay claimed, by nobody."""
    manager = pool.manager(quarantine_seconds=60)
    scaled(manager, 2)
    for saved in (True, False):
        lease, pod = claimed(manager)
        with cluster.faults.during(Fault("patch", "pods", 409, times=2)) as fault:
            manager.mark_active(lease, "ready")
        assert fault.hits == 2
        verb = "delete" if saved else "patch"
        with cluster.faults.during(Fault(verb, "pods", 409, times=2)) as fault:
            manager.release(lease, saved=saved)
        assert fault.hits == 2
        assert cluster.pods(pool="claimed") == []
    assert [one["metadata"]["name"] for one in cluster.pods(pool="quarantined")] == [pod.name]


def test_a_pod_that_is_gone_is_not_handed_over(pool: Pool, cluster: Cluster) -> None:
    """Guard: `mark_active` refuses where there is no pod to mark: it ended before anybody looked."""
    manager = pool.manager()
    scaled(manager, 1)
    lease, pod = claimed(manager)
    pool.core.delete_namespaced_pod(pod.name, NAMESPACE, grace_period_seconds=0)
    eventually(lambda: manager.pod_cache.get(pod.name) is None)
    with pytest.raises(PodSilent):
        manager.mark_active(lease, "ready")


def test_a_pod_that_another_pool_manager_claimed_is_marked_by_one_that_has_not_seen_it(
    pool: Pool, cluster: Cluster
) -> None:
    """Guard: `_session_pods` asks the API where the caches know of none."""
    one, two = pool.manager("one"), pool.manager("two")
    scaled(one, 1)
    two.pod_cache.stop()
    two._lease_cache.stop()
    lease, _ = claimed(one)
    two.mark_active(lease, "ready")
    (marked,) = cluster.pods(session=lease.session_id)
    assert marked["metadata"]["annotations"]["storydream.io/active"] == "ready"


def test_only_the_revision_that_serves_is_claimed(pool: Pool, cluster: Cluster) -> None:
    """Guard: `pod.revision == serving` in `_candidates`, with more warm pods of the old revision than of the new."""
    manager = pool.manager()
    scaled(manager, 8)
    pool.deploy("r2", replicas=4)
    eventually(lambda: len(manager._candidates()) == 4)
    for _ in range(4):
        _, pod = claimed(manager)
        assert pool.labels(pod.name)["storydream.io/revision"] == "r2"


def test_a_pool_manager_that_has_just_started_counts_on_a_shrink_under_way(pool: Pool, cluster: Cluster) -> None:
    """Guard: the window is open at first: its claims wait for the ReplicaSet, which is slow here."""
    scaled(pool.manager("before"), 2)
    started = pool.manager("just-started", window_seconds=30)
    cluster.slow("replicaset", 0.3)
    lease, _ = claimed(started)
    (pod,) = cluster.pods(session=lease.session_id)
    assert not [owner for owner in pod["metadata"].get("ownerReferences") or [] if owner["kind"] == "ReplicaSet"]


def test_deployments_that_were_not_heard_of_may_have_shrunk(pool: Pool, monkeypatch: pytest.MonkeyPatch) -> None:
    """Guard: `heard_at` in `_in_window`: a watch that hangs tells of no shrink."""
    manager = pool.manager()
    scaled(manager, 1)
    eventually(lambda: not manager._in_window())
    monkeypatch.setattr(manager._deployments, "_heard", lambda: None)
    eventually(lambda: manager._deployments.listens and manager._in_window())


def test_deployments_that_nobody_watches_may_have_shrunk(pool: Pool, cluster: Cluster) -> None:
    """Guard: `listens` in `_in_window`: while no watch can be had, another pool manager may shrink the pool."""
    manager = pool.manager()
    scaled(manager, 1)
    eventually(lambda: not manager._in_window())
    with cluster.away():
        eventually(lambda: not manager._deployments.listens)
        manager._deployments.heard_at = now_ms()
        assert manager._in_window()
    eventually(lambda: not manager._in_window())


def test_pods_that_retire_are_cheap_to_delete(pool: Pool, cluster: Cluster) -> None:
    """Guard: the deletion cost, for a ReplicaSet that is asked for fewer before it lets go of them."""
    manager = pool.manager()
    scaled(manager, 4)
    scaled(manager, 2)
    changes = [one for one in cluster.history if one.resource is resources.PODS and not one.removes]
    retired = [one.last for one in changes if one.last.labels.get("storydream.io/pool") == "retiring"]
    assert retired
    assert {pod.body["metadata"]["annotations"].get(DELETION_COST) for pod in retired} == {"-1000"}


def test_a_release_ends_the_pod_that_another_pool_manager_has_just_claimed(pool: Pool, cluster: Cluster) -> None:
    """Guard: `release` lists the session's pods uncached."""
    one, two = pool.manager("one"), pool.manager("two")
    scaled(one, 1)
    two.pod_cache.stop()
    lease, pod = claimed(one)
    two.release(lease, saved=True)
    assert pod.name not in {one["metadata"]["name"] for one in cluster.pods()}
    assert cluster.leaks() == []


def test_a_release_closes_the_lease_before_it_ends_the_pod(pool: Pool, cluster: Cluster) -> None:
    """Guard: `close` comes first in `release`: whoever claims for the lease sees it and lets go."""
    manager = pool.manager("one")
    scaled(manager, 1)
    lease, _ = claimed(manager)
    manager.mark_active(lease, "ready")
    manager.release(lease, saved=True)
    assert cluster.pods(pool="claimed") == []
    assert invariants.sessions_killed(cluster.history, {"one"}, set()) == []


def test_a_pod_that_was_claimed_in_vain_does_not_return_to_the_pool(
    pool: Pool, cluster: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Guard: `_disown` makes it retiring: that somebody activated it meanwhile can't be excluded."""
    manager = pool.manager()
    scaled(manager, 2)
    lease, take = reserved(manager), Claims._take

    def ends_first(self: Claims, *arguments: Any) -> ClusterPod | None:
        manager.release(lease, saved=True)
        return take(self, *arguments)

    monkeypatch.setattr(Claims, "_take", ends_first)
    with pytest.raises(Superseded):
        manager.claim(lease)
    assert invariants.pods_that_became_warm_again(cluster.history) == []

    def gone() -> bool:
        manager.observe()
        return not cluster.pods(pool="retiring")

    eventually(gone)


def test_everything_is_listed_anew_from_time_to_time(pool: Pool, cluster: Cluster) -> None:
    """Guard: `relist`: what a watch has lost without a word is found again."""
    cache = _cache(cluster, Pace(watch=1.0, relist=0.5, pause=0.05))
    cache.start()
    assert cache.wait(30)
    lists = cluster.counts["list pods"]
    eventually(lambda: cluster.counts["list pods"] > lists + 1)
    cache.stop()


def test_what_is_gone_is_not_brought_back_by_a_late_answer(pool: Pool, cluster: Cluster) -> None:
    """Guard: the versions of what is gone are remembered for a while."""
    scaled(pool.manager(), 1)
    cache = _cache(cluster, Pace())
    cache._relist()
    (pod,) = cache.all()
    cache.forget(pod)
    cache.put(pod)
    assert cache.all() == []


def test_the_tests_that_catch_each_guard_exist() -> None:
    """Those that the package's docstring names."""
    lines = [line.split("|") for line in (proof.__doc__ or "").splitlines() if line.startswith("|")]
    missing = []
    for _, _, file, name in lines:
        source = (Path(proof.__file__).parents[1] / f"{file.strip()}.py").read_text()
        if f"def test_{name.strip()}" not in source:
            missing.append(f"{file.strip()}: {name.strip()}")
    assert missing == []
    assert len(lines) > 60


def _cache(cluster: Cluster, pace: Pace) -> WatchCache[ClusterPod]:
    client = KubernetesClient(cluster.kubeconfig("cache"), timeouts=TIMEOUTS)
    return WatchCache(client, Selection(PODS, NAMESPACE, POOL_PODS), Changes(), pace=pace)
