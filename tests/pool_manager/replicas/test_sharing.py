"""Two pool managers serve the same projects: one session each, whoever is asked, and whoever dies."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
import redis

from common.errors import Unavailable
from pool_manager.backend import PodState
from pool_manager.kubernetes.client import KubernetesClient
from pool_manager.kubernetes.leader import LeaderLease
from tests.pool_manager.harness import eventually
from tests.pool_manager.kube.resources import DEPLOYMENTS
from tests.pool_manager.kube.store import Change, Version
from tests.pool_manager.replicas.replica import OWNED_MS_WHERE_ONE_DIES, TIMES, World


def test_twenty_openers_at_two_pool_managers_get_one_session(world: World) -> None:
    one, two = world.start("manager-1", "manager-2")
    with ThreadPoolExecutor(20) as pool:
        sessions = list(pool.map(lambda number: (one, two)[number % 2].open("project-crowd"), range(20)))
    assert {session.state.value for session in sessions} == {"ready"}
    assert len({(session.session_id, session.pod_name, session.epoch) for session in sessions}) == 1
    assert len(world.agents.journal("activate", "project-crowd")) == 1
    assert not world.cluster.double_claims()
    assert {replica.sessions.get(sessions[0].session_id).pod_name for replica in (one, two)} == {sessions[0].pod_name}


def test_whoever_joins_at_the_other_pool_manager_is_told_as_soon_as_it_is_ready(world: World) -> None:
    one, two = world.start("manager-1", "manager-2")
    opened = one.open_and_freeze("project-joined")
    assert opened.state.value == "restoring"
    with ThreadPoolExecutor(1) as threads:
        joined = threads.submit(two.open, "project-joined")
        time.sleep(0.5)
        assert not joined.done()
        one.pods.thaw.set()
        told = joined.result()
    assert (told.state.value, told.session_id) == ("ready", opened.session_id)
    assert len(world.agents.journal("activate", "project-joined")) == 1


def test_an_opening_whose_pool_manager_died_is_finished_by_the_other(world: World) -> None:
    """Fails when openings don't expire, or when what another one opens is never looked at."""
    world.one_dies()
    one, two = world.start("manager-1", "manager-2")
    opened = one.open_and_freeze("project-frozen")
    assert two.open("project-frozen", wait=0.3).session_id == opened.session_id
    time.sleep(1.5 * OWNED_MS_WHERE_ONE_DIES / 1000)
    assert two.state(opened.session_id) == "restoring", "as long as its owner lives nobody else is at it"
    one.die()
    ready = eventually(lambda: two.open("project-frozen", wait=1).state.value == "ready" and two.open("project-frozen"))
    assert (ready.session_id, ready.epoch, ready.pod_name) == (opened.session_id, opened.epoch, opened.pod_name)
    assert len(world.agents.journal("activate", "project-frozen")) == 1


def test_one_that_was_followed_does_not_end_the_session_that_goes_on_elsewhere(world: World) -> None:
    """Fails when `_failed` lets go of the session though another pool manager has taken its opening over."""
    world.one_dies()
    one, two = world.start("manager-1", "manager-2")
    opened = one.open_and_freeze("project-stalled")
    one.die()
    eventually(lambda: two.open("project-stalled", wait=1).state.value == "ready")
    one.owners.renew()
    one.pods.thaw.set()  # its own activation is refused now: the pod has its session
    assert one.workers.finish(30)
    assert two.state(opened.session_id) == "ready"
    assert world.store.get(opened.session_id)


def test_a_pool_manager_that_stops_ends_no_session_and_hands_its_work_over(world: World) -> None:
    """Fails when SIGTERM drains, when leadership or unfinished work is left to expire, or places in line are lost."""
    one, two = world.start("manager-1", "manager-2", pool_max=3, handover_seconds=0.2)
    eventually(world.leaders)
    kept = [one.open(f"project-kept-{number}") for number in range(3)]
    world.until_full(3)
    first = one.line_up("project-waiting")
    second = two.line_up("project-behind")
    ids = [first.session_id, second.session_id]
    assert [one.parts.line.position(id_) for id_ in ids] == [1, 2]
    began = time.monotonic()
    one.keeper.hand_over()
    one.die()
    with pytest.raises(Unavailable):
        one.open("project-late")
    eventually(lambda: two.leader.leads)
    assert time.monotonic() - began < TIMES.duration, "it didn't have to expire"
    assert one.workers.finish(30)
    eventually(lambda: [two.parts.line.position(id_) for id_ in ids] == [1, 2])
    assert [two.state(session.session_id) for session in kept] == ["ready"] * 3
    assert not world.agents.journal("save")
    two.sessions.close(kept[0].session_id, "user")
    eventually(lambda: two.state(first.session_id) == "ready")
    assert two.state(second.session_id) == "queued", "the place in line went along"


def test_a_stop_waits_for_what_is_under_way(world: World) -> None:
    one, two = world.start("manager-1", "manager-2", handover_seconds=30)
    opened = one.open("slow-stopping", wait=0.2)
    one.keeper.hand_over()
    assert world.store.get(opened.session_id).state.value == "ready"  # type: ignore[union-attr]
    assert len(world.agents.journal("activate")) == 1
    assert two.state(opened.session_id) == "ready"


def test_any_pool_manager_closes_and_its_pod_saves_once(world: World) -> None:
    one, two = world.start("manager-1", "manager-2")
    session = one.open("project-closed")
    closers = [
        threading.Thread(target=replica.sessions.close, args=(session.session_id, "idle")) for replica in (one, two)
    ]
    for closer in closers:
        closer.start()
    for closer in closers:
        closer.join()
    assert [entry["sessionId"] for entry in world.agents.journal("save")] == [session.session_id]
    assert (one.sessions.get(session.session_id).reason, two.state(session.session_id)) == ("idle", "closed")
    assert two.open("project-closed").epoch == session.epoch + 1


def test_a_pool_manager_whose_view_lags_neither_ends_nor_forgets_what_the_other_opened(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Fails when `pod_for` answers from the cache alone: a pod that wasn't seen would count as dead."""
    one, two = world.start("manager-1", "manager-2")
    unseen: list[str] = []
    monkeypatch.setattr(two.backend.pod_cache, "_apply", lambda _kind, pod: unseen.append(pod.name))
    session = one.open("project-unseen")
    eventually(lambda: session.pod_name in unseen)
    assert two.open("project-unseen").session_id == session.session_id
    assert two.state(session.session_id) == "ready"
    time.sleep(1)
    assert one.state(session.session_id) == "ready"


def test_a_pool_manager_whose_view_lags_lets_a_pod_save_before_it_ends_it(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Fails when `release` takes a pod that it hasn't seen for none: it would be ended unsaved."""
    one, two = world.start("manager-1", "manager-2")
    monkeypatch.setattr(two.backend.pod_cache, "_apply", lambda _kind, _item: None)
    session = one.open("project-unseen")
    eventually(lambda: session.session_id in [lease.session_id for lease in two.backend.leases()])
    two.sessions.close(session.session_id, "user")
    assert [entry["sessionId"] for entry in world.agents.journal("save")] == [session.session_id]


def test_a_pool_manager_that_has_not_seen_a_pod_get_its_project_lets_it_save_all_the_same(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Fails when `release` takes the view's word that a pod has no project: it would be ended unsaved."""
    one, two = world.start("manager-1", "manager-2")
    session = one.open_and_freeze("project-lagging")
    eventually(lambda: session.pod_name in [pod.name for pod in two.backend.pods() if pod.state is PodState.CLAIMED])
    monkeypatch.setattr(two.backend.pod_cache, "_apply", lambda _kind, _item: None)
    one.pods.thaw.set()
    eventually(lambda: two.state(session.session_id) == "ready")
    two.sessions.close(session.session_id, "user")
    assert [entry["sessionId"] for entry in world.agents.journal("save")] == [session.session_id]


def test_a_loss_of_redis_loses_no_session(world: World) -> None:
    one, two = world.start("manager-1", "manager-2")
    session = one.open("project-kept")
    raw = redis.Redis.from_url(world.redis_url)
    raw.flushall()
    raw.close()
    assert two.open("project-kept").session_id == session.session_id
    assert one.state(session.session_id) == "ready"
    assert len(world.agents.journal("activate")) == 1


def test_only_the_leader_sizes_and_another_one_does_when_it_died(world: World) -> None:
    """Fails when nobody follows."""
    world.one_dies()
    one, two = world.start("manager-1", "manager-2")
    (leader,) = eventually(world.leaders)
    other = two if leader is one else one
    assert _who_sized(world) == {leader.name}
    leader.die()
    eventually(lambda: other.leader.leads)
    for number in range(2):
        assert other.open(f"project-refill-{number}").state.value == "ready"
    eventually(lambda: sum(pod.state is PodState.WARM for pod in other.backend.pods()) >= 2)


def test_one_that_does_not_lead_sizes_nothing_and_ends_no_idle_session(world: World) -> None:
    """Fails when the leader's work is anybody's: two that size or sweep from different views undo each other's work."""
    (one,) = world.start("manager-1", idle_minutes=0.01)
    eventually(world.leaders)
    client = KubernetesClient(world.cluster.kubeconfig("manager-0"))
    other = LeaderLease(client, "storydream", "manager-0", TIMES)
    one.leader.step_down()
    eventually(lambda: other.try_once() or other.leads)  # type: ignore[func-returns-value]
    sized = len(_sizings(world))
    session = one.open("project-idle")
    one.open("project-more")
    time.sleep(1.5)
    assert len(_sizings(world)) == sized
    assert one.state(session.session_id) == "ready"
    client.close()


def _who_sized(world: World) -> set[str]:
    """The pool managers that changed the Deployment's replicas."""
    return {one.author.name for one in _sizings(world)}


def _sizings(world: World) -> list[Change]:
    changes = [one for one in world.cluster.history if one.resource is DEPLOYMENTS and one.before and one.after]
    return [one for one in changes if _replicas(one.before) != _replicas(one.after)]


def _replicas(version: Version | None) -> int | None:
    return version.body["spec"]["replicas"] if version is not None else None
