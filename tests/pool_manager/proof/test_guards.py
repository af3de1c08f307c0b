"""Guards that nothing else here, nor beside it in `tests/pool_manager/kubernetes`, would miss."""

import pytest

from pool_manager.pod_client import PodSilent
from tests.pool_manager.harness import eventually
from tests.pool_manager.kube.cluster import Cluster, Fault
from tests.pool_manager.kubernetes.pool import Pool, claimed, scaled


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
    pool.core.delete_namespaced_pod(pod.name, "storydream-sessions", grace_period_seconds=0)
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
