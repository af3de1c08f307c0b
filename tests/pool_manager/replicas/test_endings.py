"""How sessions end: saved first, for a reason that is told, and followed by a new epoch; never one that is in use."""

import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest

from common.errors import PoolExhausted, Unavailable
from common.models import PoolSession, SessionState
from common.session_store import BusyKind, now_ms
from pool_manager import keeper as keeper_module
from tests.pool_manager.harness import eventually
from tests.pool_manager.kube.cluster import NAMESPACE
from tests.pool_manager.replicas.replica import Replica, World

HOUR_MS = 3600_000
HOLDING: tuple[BusyKind, ...] = ("browser", "turn", "export", "upload")


def test_an_idle_session_is_saved_and_released_and_work_of_each_kind_holds_it(world: World) -> None:
    """Fails when one kind doesn't count, or when the pod goes before it has saved."""
    one, two = world.start("manager-1", "manager-2", idle_minutes=0.1, pool_max=8)
    held: dict[BusyKind, PoolSession] = {}
    for kind in HOLDING:
        held[kind] = one.open(f"project-{kind}")
        world.store.touch(held[kind].session_id, {kind: now_ms() + 3600_000})
    left = one.open("project-left")
    closed = eventually(lambda: _ended(two, left))
    assert closed.reason == "idle"
    assert _saved(world, left)
    time.sleep(1)
    assert {kind: two.state(session.session_id) for kind, session in held.items()} == dict.fromkeys(HOLDING, "ready")


def test_work_that_ended_holds_a_session_no_longer(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    (one,) = world.start("manager-1")
    session = one.open("project-worked")
    world.store.touch(session.session_id, {"export": now_ms() + 2 * HOUR_MS})
    monkeypatch.setattr(keeper_module, "now_ms", lambda: now_ms() + HOUR_MS)
    time.sleep(1)  # it is looked at several times
    assert one.state(session.session_id) == "ready"
    monkeypatch.setattr(keeper_module, "now_ms", lambda: now_ms() + 3 * HOUR_MS)
    assert eventually(lambda: _ended(one, session)).reason == "idle"


def test_a_cordoned_node_s_sessions_are_saved_and_open_anew_elsewhere(world: World) -> None:
    """Fails when `leaving` isn't looked at: the drain would then end the pod with what it hasn't saved."""
    one, two = world.start("manager-1", "manager-2")
    session = one.open("project-moving")
    node = _node_of(world, session)
    world.cluster.nodes.cordon(node)
    moved = eventually(lambda: _ended(two, session))
    assert (moved.state.value, moved.reason) == ("closed", "moved")
    assert _saved(world, session)
    eventually(lambda: _avoids(two, node))
    again = eventually(lambda: _ready(two, "project-moving"))
    assert again.epoch == session.epoch + 1
    assert _node_of(world, again) != node


def test_a_lost_node_ends_its_session_and_is_told(world: World) -> None:
    """Fails when the next session gets the same epoch: what the lost pod still holds could then overwrite it; and when
    a pod that doesn't answer is said to be saved and moved."""
    one, two = world.start("manager-1", "manager-2")
    session = one.open("project-lost")
    node = _node_of(world, session)
    world.cluster.kubelets.lost_nodes.add(node)
    world.cluster.kubelets.die((NAMESPACE, session.pod_name or ""))
    world.cluster.nodes.lose(node)
    failed = eventually(lambda: _ended(two, session))
    assert (failed.state.value, failed.reason) == ("failed", "pod_died")
    told = [event for event in world.store.events().events if event["sessionId"] == session.session_id]
    assert told[-1]["state"] == "failed"
    again = eventually(lambda: _ready(one, "project-lost"))
    assert again.epoch == session.epoch + 1
    assert not world.agents.journal("activate", "project-lost")[2:], "one activation for each session, none repeated"


def test_a_pod_that_vanished_whole_is_buried_not_replaced_in_its_epoch(world: World) -> None:
    """Fails when a lease without a pod is always an opening to go on with: a new pod would silently lack the work."""
    (one,) = world.start("manager-1")
    session = one.open("project-vanished")
    node = _node_of(world, session)
    world.cluster.nodes.delete(node)
    failed = eventually(lambda: _ended(one, session))
    assert (failed.state.value, failed.reason) == ("failed", "pod_died")
    eventually(lambda: _avoids(one, node))
    assert [entry["epoch"] for entry in world.agents.journal("activate", "project-vanished")] == [session.epoch]
    assert eventually(lambda: _ready(one, "project-vanished")).epoch == session.epoch + 1


def test_a_pod_that_vanished_amid_its_activation_is_not_replaced_in_its_epoch_either(world: World) -> None:
    """Fails when `_had_pod` isn't asked: should the first pod come back, there would be two writers of one epoch."""
    world.one_dies()
    one, two = world.start("manager-1", "manager-2")
    session = one.open_and_freeze("project-halfway")
    one.die()
    node = _node_of(world, session)
    world.cluster.nodes.delete(node)
    failed = eventually(lambda: _ended(two, session))
    assert (failed.state.value, failed.reason) == ("failed", "pod_died")
    eventually(lambda: _avoids(two, node))
    assert not world.agents.journal("activate", "project-halfway")
    assert eventually(lambda: _ready(two, "project-halfway")).epoch == session.epoch + 1


def test_a_full_pool_has_one_line_then_refuses_and_gives_nobody_s_pod_away(world: World) -> None:
    one, two = world.start("manager-1", "manager-2", pool_max=2, queue_max=2)
    kept = [one.open("project-one"), two.open("project-two")]
    world.until_full(2)
    queued = [one.line_up("project-three"), two.line_up("project-four")]
    assert [two.sessions.get(session.session_id).queue.position for session in queued] == [1, 2]  # type: ignore[union-attr]
    assert all(session.queue and session.queue.estimate_seconds >= 1 for session in queued)
    client = two.client()
    body = {"projectId": "project-five", "userId": "user-two", "epochFloor": 0, "waitSeconds": 5}
    refused = client.post("/v1/sessions", json=body)
    assert (refused.status_code, refused.json["code"]) == (503, "pool_exhausted")  # type: ignore[index]
    assert int(refused.headers["Retry-After"]) > 0
    assert [one.state(session.session_id) for session in kept] == ["ready", "ready"]
    assert not world.cluster.double_claims()
    two.sessions.close(kept[0].session_id, "user")
    eventually(lambda: one.state(queued[0].session_id) == "ready")
    moved_up = one.sessions.get(queued[1].session_id)
    assert moved_up.queue is not None
    assert moved_up.queue.position == 1


def test_an_opening_that_is_just_being_refused_is_nobody_elses_work(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Fails when whoever refuses isn't known to be at it: the other one closes the session as work that was left."""
    one, two = world.start("manager-1", "manager-2", pool_max=2, queue_max=1)
    for replica in (one, two):
        replica.open(f"project-of-{replica.name}")
    world.until_full(2)
    one.line_up("project-queued")
    close = two.store.close

    def slowly(*arguments: Any) -> bool:
        time.sleep(1.5)  # the other one looks several times
        return close(*arguments)

    monkeypatch.setattr(two.store, "close", slowly)
    with pytest.raises(PoolExhausted):
        two.open("project-refused")


def test_who_waits_for_a_session_that_is_ended_from_elsewhere_gets_another_one(world: World) -> None:
    """Fails when an end that nobody asked for is the answer to an opening."""
    one, two = world.start("manager-1", "manager-2", pool_max=2)
    kept = [one.open("project-one"), two.open("project-two")]
    world.until_full(2)
    queued = one.line_up("project-three")
    (lease,) = [lease for lease in one.backend.leases() if lease.session_id == queued.session_id]
    with ThreadPoolExecutor(1) as threads:
        joined = threads.submit(two.open, "project-three", 20.0)
        two.keeper.end(lease, "resumed")
        eventually(lambda: two.state(queued.session_id) == "closed")
        one.sessions.close(kept[0].session_id, "user")
        opened = joined.result()
    assert (opened.state.value, opened.epoch) == ("ready", lease.epoch + 1)
    assert opened.session_id != queued.session_id


def test_a_renewal_takes_no_session_back_to_what_it_was_when_it_was_read(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Fails when a renewal writes the state: the session went on meanwhile, and nobody would write it again."""
    (one,) = world.start("manager-1", pool_max=2, renew_seconds=20)
    for number in range(2):
        one.open(f"project-{number}")
    world.until_full(2)
    queued = one.line_up("project-queued")
    get = one.store.get
    read = get(queued.session_id)
    assert read is not None
    before = replace(read, state=SessionState.CLAIMING, step="Looking for a workspace")
    monkeypatch.setattr(one.store, "get", lambda id_: before if id_ == queued.session_id else get(id_))
    one.keeper._renew()
    monkeypatch.undo()
    assert one.state(queued.session_id) == "queued"


def test_a_drain_saves_all_and_nobody_opens_until_it_is_resumed(world: World) -> None:
    one, two = world.start("manager-1", "manager-2")
    sessions = [one.open("project-one"), two.open("project-two")]
    eventually(lambda: sum(pod.lease is not None and pod.active is not None for pod in one.backend.pods()) == 2)
    assert one.client().post("/v1/drain").json == {"sessions": 2, "released": 2}
    saved = {entry["sessionId"] for entry in world.agents.journal("save")}
    assert saved == {session.session_id for session in sessions}
    eventually(lambda: two.leader.paused.stopped)
    for replica in (one, two):
        with pytest.raises(Unavailable):
            replica.open("project-late")
    eventually(lambda: not world.cluster.pods(pool="warm"))
    two.client().post("/v1/pool/pause", json={"claims": False, "refill": False})
    eventually(lambda: two.open("project-late", wait=1).state.value == "ready")


def _ended(replica: Replica, session: PoolSession) -> PoolSession | None:
    now = replica.sessions.get(session.session_id)
    return now if now.state.value in ("closed", "failed") else None


def _saved(world: World, session: PoolSession) -> bool:
    """Whether it alone was saved, and before its pod went. A session that ends is closed to newcomers first."""
    eventually(lambda: not world.cluster.pods(session=session.session_id))
    return [entry["sessionId"] for entry in world.agents.journal("save")] == [session.session_id]


def _ready(replica: Replica, project_id: str) -> PoolSession | None:
    now = replica.open(project_id, wait=2)
    return now if now.state.value == "ready" else None


def _avoids(replica: Replica, node: str) -> bool:
    """Whether it has heard of the node, and claims no pod there any more."""
    return all(pod.node != node for pod in replica.backend._candidates())


def _node_of(world: World, session: PoolSession) -> str:
    (pod,) = [one for one in world.cluster.pods() if one["metadata"]["name"] == session.pod_name]
    node: str = pod["spec"]["nodeName"]
    return node
