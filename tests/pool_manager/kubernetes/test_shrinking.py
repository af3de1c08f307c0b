"""Shrinking, rolling out, the hard cap: whatever the ReplicaSet deletes from whichever view, no session is lost."""

import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from common.errors import Unavailable
from pool_manager.backend import Pod, PodState
from pool_manager.kubernetes import confirm, scaling
from pool_manager.kubernetes.endings import Endings
from pool_manager.pod_client import PodSilent
from tests.pool_manager.harness import eventually
from tests.pool_manager.kube.cluster import NAMESPACE, Cluster, Fate, Fault
from tests.pool_manager.kubernetes.pool import Pool, claimed, count, reserved, scaled, settled
from tests.pool_manager.proof import invariants


def _by_replica_set(cluster: Cluster) -> list[str]:
    return [change.last.key[1] for change in cluster.deletions() if change.author.name == "replicaset"]


def test_a_stale_replica_set_deletes_a_pod_that_was_just_claimed(pool: Pool, cluster: Cluster) -> None:
    """The hazard itself, without which the next tests would show nothing: somebody scales to zero behind our back."""
    cluster.fates(Fate(stop_seconds=5))
    manager = pool.manager()
    scaled(manager, 4)
    with cluster.replica_sets.stale_view():
        lease, pod = claimed(manager)
        pool.apps.patch_namespaced_deployment_scale("pool-r1", NAMESPACE, {"spec": {"replicas": 0}})
        eventually(lambda: pod.name in _by_replica_set(cluster))
    assert len(cluster.killed_sessions()) == 1
    eventually(lambda: count(manager, PodState.FAILED) == 1)
    found = next(one for one in manager.pods() if one.name == pod.name)
    assert (found.state, found.lease) == (PodState.FAILED, lease)
    assert manager.pod_for(lease.project_id) is None, "the keeper buries it, and the user is told"


def test_a_dying_pod_is_not_handed_over(pool: Pool, cluster: Cluster) -> None:
    """Guard: `mark_active` looks at what its own write answers: the session gets another pod, with a new epoch."""
    cluster.fates(Fate(stop_seconds=5))
    manager = pool.manager()
    scaled(manager, 2)
    manager.pod_cache.stop()  # not even seen yet
    lease, pod = claimed(manager)
    pool.evict(pod.name)
    with pytest.raises(PodSilent):
        manager.mark_active(lease, "ready")


def test_a_pod_that_is_gone_already_is_not_handed_over(pool: Pool, cluster: Cluster) -> None:
    """Guard: `mark_active` without any pod is no success."""
    manager = pool.manager()
    scaled(manager, 2)
    lease, pod = claimed(manager)
    pool.core.delete_namespaced_pod(pod.name, NAMESPACE, grace_period_seconds=0)
    eventually(lambda: manager.pod_cache.get(pod.name) is None)
    with pytest.raises(PodSilent):
        manager.mark_active(lease, "ready")


def test_in_a_shrink_window_a_claim_waits_until_the_replica_set_has_let_go(pool: Pool, cluster: Cluster) -> None:
    """Guard: the confirmation in line. Without it the session gets a pod that is being deleted."""
    cluster.fates(Fate(stop_seconds=5))
    manager = pool.manager(window_seconds=60)
    scaled(manager, 4)
    lease = reserved(manager)
    with ThreadPoolExecutor(1) as threads:
        with cluster.replica_sets.stale_view():
            claim = threads.submit(manager.claim, lease)
            eventually(lambda: cluster.pods(pool="claimed"))
            pool.apps.patch_namespaced_deployment_scale("pool-r1", NAMESPACE, {"spec": {"replicas": 0}})
            eventually(lambda: len(_by_replica_set(cluster)) == 4)
        pod = claim.result()
    assert pod is None, "all were deleted, also the one whose claim was answered 200"
    assert manager.leases() == [lease], "which waits in line now"
    assert not cluster.pods(session=lease.session_id), "and never had a pod"


def test_a_pod_that_was_claimed_before_is_confirmed_like_any_other(pool: Pool, cluster: Cluster) -> None:
    """Guard: `confirm` of a lease's own pod: whoever claimed it died, or went on without an answer, unconfirmed."""
    cluster.fates(Fate(stop_seconds=5))
    manager = pool.manager(window_seconds=60)
    scaled(manager, 2)
    lease = reserved(manager)
    with cluster.replica_sets.stale_view(), ThreadPoolExecutor(1) as threads:
        with pytest.MonkeyPatch.context() as amid:
            amid.setattr(manager._confirmer, "in_line", _died)
            with pytest.raises(Unavailable):
                manager.claim(lease)
        claim = threads.submit(manager.claim, lease)
        pool.apps.patch_namespaced_deployment_scale("pool-r1", NAMESPACE, {"spec": {"replicas": 0}})
        eventually(lambda: len(_by_replica_set(cluster)) == 2)
        with pytest.raises(PodSilent):
            claim.result()


def test_a_shrink_that_is_heard_of_after_the_claim_is_waited_for_before_the_pod_is_handed_over(
    pool: Pool, cluster: Cluster
) -> None:
    """Guard: `confirm` in `mark_active`: outside of the window the claim didn't wait."""
    cluster.fates(Fate(stop_seconds=5))
    manager = pool.manager()
    scaled(manager, 2)
    eventually(lambda: not manager._in_window())
    with cluster.replica_sets.stale_view(), ThreadPoolExecutor(1) as threads:
        lease, _ = claimed(manager)
        manager._window._seconds = 60
        manager._window.open()
        marking = threads.submit(manager.mark_active, lease, "ready")
        pool.apps.patch_namespaced_deployment_scale("pool-r1", NAMESPACE, {"spec": {"replicas": 0}})
        eventually(lambda: len(_by_replica_set(cluster)) == 2)
        with pytest.raises(PodSilent):
            marking.result()
    assert cluster.killed_sessions(), "its lease was held; but nobody had the pod"
    assert invariants.sessions_killed(cluster.history, (), ()) == []


def _died(_pod: object) -> None:
    raise Unavailable


def test_the_pool_is_not_shrunk_before_the_replica_set_has_seen_each_claim(
    pool: Pool, cluster: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Guard: `_may_be_unseen` in `_shrink`: it would delete the youngest pod that it takes for a warm one."""
    monkeypatch.setattr(scaling, "CONFIRM_SECONDS", 60.0)
    manager = pool.manager()
    scaled(manager, 3)
    eventually(lambda: not manager._in_window())
    with cluster.replica_sets.stale_view():
        lease, pod = claimed(manager)
        manager.mark_active(lease, "ready")
        eventually(lambda: manager.pod_cache.get(pod.name).pool == "claimed")  # type: ignore[union-attr]
        manager.scale(1)
        cluster.settle()
        assert cluster.deletions() == []
    scaled(manager, 1)
    assert invariants.sessions_killed(cluster.history, {"manager"}, ()) == []


def test_outside_of_a_shrink_window_a_claim_does_not_wait(
    pool: Pool, cluster: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And is confirmed behind: the pod belongs to its Lease as soon as the ReplicaSet has let go."""
    monkeypatch.setattr(confirm, "CONFIRM_SECONDS", 60.0)
    manager = pool.manager()
    scaled(manager, 2)
    eventually(lambda: not manager._in_window())
    cluster.pause("replicaset")
    began = time.monotonic()
    claimed(manager)
    assert time.monotonic() - began < 30  # a confirmation in line would give up after 60
    assert not settled(manager)()
    cluster.resume("replicaset")
    eventually(settled(manager))


@pytest.mark.parametrize("change", ["replicas", "image", "delete"])
def test_a_change_of_the_deployment_by_somebody_else_opens_the_window(
    pool: Pool, cluster: Cluster, change: str
) -> None:
    """Guard: the window looks at the Deployment, not at what this process did."""
    manager = pool.manager()
    scaled(manager, 3)
    eventually(lambda: not manager._in_window())
    manager._window._seconds = 30.0
    if change == "replicas":
        pool.apps.patch_namespaced_deployment_scale("pool-r1", NAMESPACE, {"spec": {"replicas": 1}})
    elif change == "image":
        containers = {"containers": [{"name": "agent", "image": "session-pod:other"}]}
        pool.apps.patch_namespaced_deployment("pool-r1", NAMESPACE, {"spec": {"template": {"spec": containers}}})
    else:
        pool.apps.delete_namespaced_deployment("pool-r1", NAMESPACE)
    eventually(manager._in_window)


def test_growing_opens_no_window(pool: Pool, cluster: Cluster) -> None:
    manager = pool.manager()
    scaled(manager, 3)
    eventually(lambda: not manager._in_window())
    manager._window._seconds = 30.0
    scaled(manager, 6)
    assert not manager._in_window()


def test_the_surplus_retires_before_the_number_falls(pool: Pool, cluster: Cluster) -> None:
    """Guard: `retire` before `set_scale`. The ReplicaSet never deletes a pod that was ever Ready in the pool."""
    manager = pool.manager()
    scaled(manager, 9)
    was_ready = {pod.name for pod in manager.pods()}
    cluster.fates(Fate(warm_seconds=5))
    scaled_down = [pod for pod in _shrunk(manager, 2) if pod.state is PodState.WARM]
    assert len(scaled_down) == 2
    assert was_ready.isdisjoint(_by_replica_set(cluster))
    retired = {change.last.key[1]: change.last.labels["storydream.io/pool"] for change in cluster.deletions()}
    assert {retired[name] for name in was_ready & retired.keys()} == {"retiring"}


def test_the_number_never_falls_below_the_pods_that_can_be_claimed(
    pool: Pool, cluster: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Guard: the lower bound in `_shrink`: pods that could not be retired are still there to be claimed."""
    manager = pool.manager()
    scaled(manager, 6)
    monkeypatch.setattr(Endings, "retire", lambda _self, _pod: False)
    manager.scale(1)
    cluster.settle()
    assert count(manager, PodState.WARM) == 6
    assert cluster.deletions() == []


def test_claims_amid_shrinking_and_growing_lose_nothing(pool: Pool, cluster: Cluster) -> None:
    """Guards: all of them, at once, under a ReplicaSet with a view 50 ms old. One of the pool managers learns of the
    shrinking only by its watch, so it may be late; what it hands over at the end of an activation stays all the same.
    """
    one, two = pool.manager("one"), pool.manager("two")
    scaled(one, 12)
    cluster.stale_by(0.05)
    done = False

    def breathe() -> None:
        while not done:
            for depth in (12, 3):
                one.scale(depth)
                one.observe()
                two.observe()
                time.sleep(0.15)

    def open_session(number: int) -> str | None:
        manager = (one, two)[number % 2]
        lease = reserved(manager)
        time.sleep(0.02 * number)
        pod = manager.claim(lease)
        if pod is None:
            return None
        eventually(lambda: not _is_owned(cluster, pod.name))  # an activation takes longer than that
        try:
            manager.mark_active(lease, "ready")
        except PodSilent:
            return None
        return pod.name

    with ThreadPoolExecutor(9) as threads:
        breathing = threads.submit(breathe)
        handed_over = {name for name in threads.map(open_session, range(40)) if name is not None}
        done = True
        breathing.result()
    cluster.settle()
    assert len(handed_over) > 10
    assert cluster.double_claims() == []
    assert handed_over.isdisjoint(_by_replica_set(cluster))


def test_a_size_is_set_also_while_the_deployments_status_changes(pool: Pool, cluster: Cluster) -> None:
    """Guard: a Conflict is tried again. Pods that become ready or go change the Deployment, and nobody asks again."""
    manager = pool.manager()
    scaled(manager, 2)
    with cluster.faults.during(Fault("patch", "deployments/scale", 409, times=2)) as fault:
        manager.scale(4)
    assert fault.hits == 2
    eventually(lambda: count(manager, PodState.WARM) == 4)


def test_a_size_that_somebody_else_just_set_stands_for_now(
    pool: Pool, cluster: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Guard: what is tried again is only what nobody else decided meanwhile."""
    manager = pool.manager()
    scaled(manager, 2)
    write = manager._client.set_scale

    def somebody_is_first(*arguments: Any) -> Any:
        pool.apps.patch_namespaced_deployment_scale("pool-r1", NAMESPACE, {"spec": {"replicas": 3}})
        return write(*arguments)

    monkeypatch.setattr(manager._client, "set_scale", somebody_is_first)
    manager.scale(4)
    monkeypatch.undo()
    eventually(lambda: count(manager, PodState.WARM) == 3)
    manager.scale(4)
    eventually(lambda: count(manager, PodState.WARM) == 4)


def test_terminating_pods_count_against_the_hard_cap(pool: Pool, cluster: Cluster) -> None:
    """Guard: `room` counts pods of all kinds. Terminating ones still use their node's memory."""
    manager = pool.manager(pool_max=6)
    cluster.fates(Fate(stop_seconds=5))
    scaled(manager, 3)
    for _ in range(3):
        _, pod = claimed(manager)
        pool.evict(pod.name)
    eventually(lambda: count(manager, PodState.FAILED) == 3)
    for _ in range(5):
        manager.scale(6)
        cluster.settle()
        assert len(cluster.pods()) <= 6
    eventually(lambda: count(manager, PodState.WARM) == 3)


def test_a_new_revision_is_claimed_once_it_is_ready_and_the_old_one_retires(pool: Pool, cluster: Cluster) -> None:
    """Guards: `serving` in `decide`, and the target of zero for other revisions. Sessions that are open stay."""
    manager = pool.manager()
    scaled(manager, 3)
    lease, old = claimed(manager)
    cluster.pause("kubelet")
    pool.deploy("r2")
    eventually(lambda: len(manager._deployments.all()) == 2)
    manager.scale(3)
    _, before = claimed(manager)
    assert pool.labels(before.name)["storydream.io/revision"] == "r1", "the new one isn't ready yet"
    cluster.resume("kubelet")
    eventually(lambda: any(pod["metadata"]["labels"]["storydream.io/revision"] == "r2" for pod in _ready(cluster)))
    eventually(lambda: _serving(manager) == "r2")
    _, after = claimed(manager)
    assert pool.labels(after.name)["storydream.io/revision"] == "r2"

    def moved() -> bool:
        manager.scale(3)
        manager.observe()
        warm = [pool.labels(pod.name)["storydream.io/revision"] for pod in manager.pods() if pod.state is PodState.WARM]
        return sorted(warm) == ["r2"] * 3

    eventually(moved)
    found = manager.pod_for(lease.project_id)
    assert found is not None
    assert (found.name, found.state) == (old.name, PodState.CLAIMED)
    assert cluster.killed_sessions() == []


def test_a_new_revision_that_never_becomes_warm_takes_nobodys_pods_away(pool: Pool, cluster: Cluster) -> None:
    """Guard: a revision serves, and the older one retires, only when it has shown itself."""
    manager = pool.manager()
    scaled(manager, 2)
    cluster.fates(Fate(problem="crash"))
    pool.deploy("r2")
    eventually(lambda: len(manager._deployments.all()) == 2)
    for _ in range(5):
        manager.scale(2)
        time.sleep(0.1)
    _, pod = claimed(manager)
    assert pool.labels(pod.name)["storydream.io/revision"] == "r1"


def test_the_revision_that_is_asked_for_beats_the_newest(pool: Pool, cluster: Cluster) -> None:
    pool.deploy("r2")
    manager = pool.manager(pool_revision="r1")
    scaled(manager, 2)
    assert {pool.labels(pod.name)["storydream.io/revision"] for pod in manager.pods()} == {"r1"}


def test_a_used_pod_never_becomes_warm_again(pool: Pool, cluster: Cluster) -> None:
    """Guard: every end leads to another label than `warm`: the ReplicaSet would adopt the used pod again."""
    manager = pool.manager(quarantine_seconds=60)
    scaled(manager, 3)
    for saved in (True, False):
        lease, _ = claimed(manager)
        manager.begin_close(lease)
        manager.release(lease, saved=saved)
    cluster.settle()
    used = {change.last.uid for change in cluster.history if change.last.labels.get("storydream.io/pool") == "claimed"}
    rewarmed = [
        change
        for change in cluster.history
        if change.before is not None
        and change.before.labels.get("storydream.io/pool") not in (None, "warm")
        and change.last.labels.get("storydream.io/pool") == "warm"
    ]
    assert len(used) == 2
    assert rewarmed == []


def _shrunk(manager: Any, depth: int) -> list[Pod]:
    def there() -> bool:
        manager.scale(depth)
        manager.observe()
        return count(manager, PodState.WARM) == depth and not count(manager, PodState.CLOSING)

    eventually(there)
    pods: list[Pod] = manager.pods()
    return pods


def _is_owned(cluster: Cluster, name: str) -> bool:
    """Whether a ReplicaSet has the pod, alive."""
    pods = {one["metadata"]["name"]: one["metadata"] for one in cluster.pods()}
    pod = pods.get(name, {})
    owners = pod.get("ownerReferences") or []
    return "deletionTimestamp" not in pod and any(owner["kind"] == "ReplicaSet" for owner in owners)


def _ready(cluster: Cluster) -> list[Any]:
    def is_ready(pod: Any) -> bool:
        conditions = pod["status"].get("conditions") or []
        return any(one["type"] == "Ready" and one["status"] == "True" for one in conditions)

    return [pod for pod in cluster.pods(pool="warm") if is_ready(pod)]


def _serving(manager: Any) -> str | None:
    revisions = manager._revisions()
    return revisions.serving if revisions is not None else None
