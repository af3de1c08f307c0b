"""What goes away and comes back: the API, the pool manager, nodes, containers. No session is ended that lives."""

import time

import pytest

from common.errors import NotFound, Unavailable
from pool_manager.backend import LeaseState, PodState
from pool_manager.kubernetes.backend import KubernetesBackend
from tests.pool_manager.harness import eventually
from tests.pool_manager.kube.cluster import NAMESPACE, Cluster, Fate
from tests.pool_manager.kubernetes.pool import Pool, claimed, count, reserved, scaled, settled

# Stands for 30 s: longer than everything that the pool manager waits for is in these tests (`silent_seconds` is 1).
OUTAGE_SECONDS = 2.5


def test_an_absent_api_kills_nothing_and_loses_nothing(pool: Pool, cluster: Cluster) -> None:
    """Guards: the cache keeps what it knows, and a pod is judged by when the API was last heard, not by the clock."""
    manager = pool.manager()
    scaled(manager, 3)
    lease, pod = claimed(manager)
    manager.mark_active(lease, "ready")
    cluster.pause("kubelet")  # it can't tell anything either
    cluster.settle()
    eventually(lambda: _has_seen_all(manager, cluster))
    before = manager.pods()
    with cluster.away():
        until = time.monotonic() + OUTAGE_SECONDS
        while time.monotonic() < until:
            manager.observe()
            assert [(one.name, one.state) for one in manager.pods()] == [(one.name, one.state) for one in before]
            assert manager.leases() == [lease]
            found = manager.pod_for(lease.project_id)
            assert found is not None
            time.sleep(0.1)
        with pytest.raises(Unavailable):
            manager.reserve("project-in-outage", "session-in-outage", "user-one", 0)
    cluster.resume("kubelet")
    _, other = claimed(manager)
    assert other.name != pod.name
    assert cluster.deletions() == []


def test_a_pod_that_was_unready_when_the_api_went_away_is_not_given_up_meanwhile(pool: Pool, cluster: Cluster) -> None:
    """Guard: `at` in `view`: it may be ready again, for all that is known."""
    manager = pool.manager(silent_seconds=2)
    cluster.nodes._eviction_seconds = 60.0  # not before the API is away
    scaled(manager, 1)
    cluster.pause("node-controller")
    _, pod = claimed(manager)
    node = next(one for one in cluster.pods() if one["metadata"]["name"] == pod.name)["spec"]["nodeName"]
    cluster.resume("node-controller")
    cluster.nodes.lose(node)
    eventually(lambda: any(one.name == pod.name and not one.ready for one in manager.pod_cache.all()))
    with cluster.away():
        until = time.monotonic() + OUTAGE_SECONDS
        states = set()
        while time.monotonic() < until:
            states.add(next(one.state for one in manager.pods() if one.name == pod.name))
            time.sleep(0.1)
    assert states == {PodState.CLAIMED}


def test_a_restarted_pool_manager_adopts_all_there_is(pool: Pool, cluster: Cluster) -> None:
    """Guard: nothing that counts is in the process: labels, annotations and Leases tell it all."""
    first = pool.manager("first")
    scaled(first, 4)
    active, closing, waiting = (reserved(first) for _ in range(3))
    pods = {lease.project_id: claimed(first, lease)[1] for lease in (active, closing)}
    first.mark_active(active, "broken")
    first.begin_close(closing)
    pool.stop(first)
    second = pool.manager("second")
    assert {lease.session_id: lease.state for lease in second.leases()} == {
        active.session_id: LeaseState.HELD,
        closing.session_id: LeaseState.CLOSING,
        waiting.session_id: LeaseState.HELD,
    }
    found = second.pod_for(active.project_id)
    assert found is not None
    assert (found.name, found.active, found.state) == (pods[active.project_id].name, "broken", PodState.CLAIMED)
    assert claimed(second, active)[1].name == found.name
    second.release(closing, saved=True)
    claimed(second, waiting)
    second.mark_active(waiting, "ready")
    assert cluster.double_claims() == []
    assert cluster.leaks() == []
    assert cluster.killed_sessions("second") == []


def test_a_claim_that_its_pool_manager_never_confirmed_is_settled_by_another(
    pool: Pool, cluster: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pool_manager.kubernetes.confirm.ABANDONED_MS", 300)
    first = pool.manager("first")
    scaled(first, 2)
    claimed(first)
    pool.stop(first)
    second = pool.manager("second")
    eventually(settled(second))


def test_a_cordoned_node_is_told_before_it_takes_its_pods(pool: Pool, cluster: Cluster) -> None:
    """Guard: `leaving`: the pod still works, so that its session can be saved and moved."""
    manager = pool.manager()
    scaled(manager, 2)
    lease, pod = claimed(manager)
    manager.mark_active(lease, "ready")
    node = next(one for one in cluster.pods() if one["metadata"]["name"] == pod.name)["spec"]["nodeName"]
    cluster.nodes.cordon(node)
    found = eventually(lambda: next((one for one in manager.pods() if one.leaving), None))
    assert (found.name, found.state, found.leaving) == (pod.name, PodState.CLAIMED, "its node is being drained")
    cluster.nodes.cordon(node, cordoned=False)
    eventually(lambda: not any(one.leaving for one in manager.pods()))


def test_a_lost_node_fails_its_session_after_a_while(pool: Pool, cluster: Cluster) -> None:
    manager = pool.manager(silent_seconds=2)
    scaled(manager, 1)
    lease, pod = claimed(manager)
    node = next(one for one in cluster.pods() if one["metadata"]["name"] == pod.name)["spec"]["nodeName"]
    cluster.nodes.lose(node)
    found = eventually(
        lambda: next((one for one in manager.pods() if one.state is PodState.FAILED and one.lease), None)
    )
    assert (found.name, found.lease) == (pod.name, lease)


def test_a_pod_that_vanishes_whole_under_its_session_is_reported(pool: Pool, cluster: Cluster) -> None:
    """Guard: the Lease remembers its activated pod: else the session would be opened again with the same epoch."""
    manager = pool.manager()
    scaled(manager, 1)
    lease, pod = claimed(manager)
    manager.mark_active(lease, "ready")
    eventually(lambda: manager._leases.seen(lease.project_id).bound == pod.name)  # type: ignore[union-attr]
    pool.core.delete_namespaced_pod(pod.name, NAMESPACE, grace_period_seconds=0)

    def reported() -> object:
        manager.observe()
        return next((one for one in manager.pods() if one.name == pod.name and one.state is PodState.FAILED), None)

    found = eventually(reported)
    assert (found.lease, found.active) == (lease, "ready")
    assert manager.pod_for(lease.project_id) is None
    manager.begin_close(lease)
    manager.release(lease, saved=False)
    assert pod.name not in {one.name for one in manager.pods()}
    assert reserved(manager, lease.project_id).epoch == lease.epoch + 1


def test_a_container_that_crashed_has_lost_its_session(pool: Pool, cluster: Cluster) -> None:
    """Guard: `crashed`. The kubelet starts it again, and it is Ready, in nobody's name."""
    manager = pool.manager()
    scaled(manager, 2)
    lease, pod = claimed(manager)
    manager.mark_active(lease, "ready")
    cluster.crash(pod.name)
    eventually(lambda: any(one.restarts and one.ready for one in manager.pod_cache.all()))
    found = next(one for one in manager.pods() if one.name == pod.name)
    assert (found.state, found.reason) == (PodState.FAILED, "a container of it crashed")


def test_what_could_not_save_is_kept_for_a_while_out_of_everybodys_way(pool: Pool, cluster: Cluster) -> None:
    manager = pool.manager(quarantine_seconds=4.0)
    scaled(manager, 2)
    lease, pod = claimed(manager)
    manager.begin_close(lease)
    manager.release(lease, saved=False)
    kept = next(one for one in manager.pods() if one.name == pod.name)
    assert (kept.state, kept.lease, kept.reason) == (PodState.CLOSING, None, "it could not save")
    assert manager.leases() == []
    again = reserved(manager, lease.project_id)
    assert again.epoch == lease.epoch + 1
    assert claimed(manager, again)[1].name != pod.name

    def gone() -> bool:
        manager.observe()
        return pod.name not in {one["metadata"]["name"] for one in cluster.pods()}

    assert not gone()
    eventually(gone)


def test_a_release_deletes_the_pod_of_this_uid_only(pool: Pool, cluster: Cluster) -> None:
    """Guard: the uid in the delete's preconditions."""
    manager = pool.manager()
    scaled(manager, 1)
    lease, pod = claimed(manager)
    stale = manager.pod_cache.get(pod.name)
    assert stale is not None
    other = type(stale)(**{**stale.__dict__, "uid": "another"})
    manager._endings._delete(other, None)
    cluster.settle()
    assert pod.name in {one["metadata"]["name"] for one in cluster.pods()}
    manager.begin_close(lease)
    manager.release(lease, saved=True)
    assert pod.name not in {one["metadata"]["name"] for one in cluster.pods()}


def test_a_pod_on_a_dead_node_does_not_hold_up_its_project(
    pool: Pool, cluster: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Guard: waiting for a deleted pod is bounded; the next session's epoch fences it off."""
    monkeypatch.setattr("pool_manager.kubernetes.endings.GONE_SECONDS", 0.5)
    manager = pool.manager()
    scaled(manager, 1)
    lease, pod = claimed(manager)
    node = next(one for one in cluster.pods() if one["metadata"]["name"] == pod.name)["spec"]["nodeName"]
    cluster.nodes.lose(node)
    manager.begin_close(lease)
    began = time.monotonic()
    manager.release(lease, saved=True)
    assert time.monotonic() - began < 20
    assert reserved(manager, lease.project_id).epoch == lease.epoch + 1


def test_pods_that_never_become_warm_are_kept_as_a_few_specimens(pool: Pool, cluster: Cluster) -> None:
    manager = pool.manager(warm_seconds=1, quarantine_seconds=60)
    cluster.fates(Fate(problem="never-ready"))
    manager.scale(5)
    eventually(lambda: count(manager, PodState.FAILED) == 5)
    cluster.pause("replicaset")
    names = [pod.name for pod in manager.pods()]
    cluster.logs[names[0]] = "Vite could not start\n"
    assert "agent: Vite could not start" in manager.last_words(manager.pods()[0])
    for pod in manager.pods():
        assert pod.reason == "it wasn't warm within 1 s"
        manager.remove(pod)
    kept = cluster.pods(pool="quarantined")
    assert len(kept) == 3
    assert {pod.state for pod in manager.pods()} == {PodState.CLOSING}


def test_removing_never_takes_a_pod_that_was_claimed_meanwhile(pool: Pool, cluster: Cluster) -> None:
    """Guard: a warm pod retires under the resourceVersion that was read, before it is deleted."""
    manager, other = pool.manager("one"), pool.manager("two")
    scaled(manager, 1)
    eventually(lambda: count(other, PodState.WARM) == 1)
    warm = manager.pods()[0]
    manager.pod_cache.stop()
    claimed(other)
    manager.remove(warm)
    cluster.settle()
    assert cluster.deletions() == []
    assert cluster.killed_sessions() == []


def test_a_pool_manager_that_lags_never_says_that_a_taken_project_has_no_pod(pool: Pool, cluster: Cluster) -> None:
    """Guard: `pod_for` asks the API where the caches know of no pod: sessions are ended on its word."""
    one, two = pool.manager("one"), pool.manager("two")
    scaled(one, 2)
    cluster.faults.watches.delay_seconds = 2.0
    lease, pod = claimed(one)
    found = two.pod_for(lease.project_id)
    assert found is not None
    assert (found.name, found.lease) == (pod.name, lease)
    assert two.pod_for("project-never-opened") is None


def test_addresses_come_from_the_settings(pool: Pool, cluster: Cluster) -> None:
    manager = pool.manager(preview_domain="preview.example.com", pod_agent_port=4001)
    scaled(manager, 1)
    lease, pod = claimed(manager)
    at = manager.addresses(pod, lease.session_id)
    assert at.preview_url == f"https://{lease.session_id}.preview.example.com/"
    assert at.events_url == f"wss://{lease.session_id}.preview.example.com/__agent/events"
    assert at.agent_url == f"http://{pod.ip}:4001"
    with pytest.raises(NotFound):
        manager.last_words(type(pod)(**{**pod.__dict__, "name": "no-such-pod"}))


def _has_seen_all(manager: KubernetesBackend, cluster: Cluster) -> bool:
    seen = {pod.name: pod.version for pod in manager.pod_cache.all()}
    return seen == {one["metadata"]["name"]: int(one["metadata"]["resourceVersion"]) for one in cluster.pods()}
