"""A pool manager dies after every single step of opening and of closing a session: one right outcome is found."""

import pytest

from common.ids import new_id
from common.models import SessionState
from pool_manager.backend import Lease
from tests.pool_manager.harness import eventually
from tests.pool_manager.kube.cluster import NAMESPACE
from tests.pool_manager.kubernetes.pool import scaled
from tests.pool_manager.proof.managers import CLOSING, OPENING, Manager, Stage

PROJECT = "project-restarted"


@pytest.mark.parametrize("step", OPENING)
def test_an_opening_is_finished_once_whenever_its_pool_manager_dies(stage: Stage, step: str) -> None:
    first, session = stage.manager(window_seconds=30), new_id()
    scaled(first.backend, 2)
    first.open(PROJECT, session, die_after=step)
    assert first.dead
    second = stage.manager()
    eventually(lambda: _looked(second, session) is SessionState.READY)
    (pod,) = stage.cluster.pods(project=PROJECT, pool="claimed")
    assert stage.agents.activated == [(PROJECT, 1, pod["metadata"]["uid"])]
    record = second.store.active(PROJECT)
    assert record is not None
    assert (record.session_id, record.epoch, record.pod_name) == (session, 1, pod["metadata"]["name"])
    assert second.open(PROJECT, new_id()) is None, "it is the project's session"
    _nothing_wrong(stage)
    assert stage.cluster.killed_sessions() == []


@pytest.mark.parametrize("step", CLOSING)
def test_a_closing_is_finished_once_whenever_its_pool_manager_dies(stage: Stage, step: str) -> None:
    first, session = stage.manager(), new_id()
    scaled(first.backend, 2)
    assert first.open(PROJECT, session) is SessionState.READY
    (used,) = stage.cluster.pods(project=PROJECT, pool="claimed")
    first.close(_lease(first), die_after=step)
    assert first.dead
    second = stage.manager()
    eventually(lambda: _looked(second, session) and not second.backend.leases())
    assert set(stage.agents.saved) == {session}
    eventually(lambda: not [one for one in stage.cluster.pods() if one["metadata"]["uid"] == used["metadata"]["uid"]])
    assert not stage.cluster.pods(pool="quarantined"), "it had saved"
    record = second.store.get(session)
    assert record is not None
    assert (record.state, record.reason) == (SessionState.CLOSED, "resumed" if step == "begin close" else "user")
    assert second.open(PROJECT, new_id()) is SessionState.READY
    assert [epoch for _, epoch, _ in stage.agents.activated] == [1, 2]
    _nothing_wrong(stage)


def test_a_session_whose_pod_vanished_before_its_lease_named_it_is_not_opened_again(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Guard: `_had_pod` in the keeper: Redis knows that it had one. A second pod in this epoch would go on as if none
    had been lost."""
    first, session = stage.manager(), new_id()
    scaled(first.backend, 2)
    monkeypatch.setattr(first.backend._chores, "run", lambda _key, _work: None)
    first.open(PROJECT, session, die_after="record ready")
    (pod,) = stage.cluster.pods(project=PROJECT, pool="claimed")
    stage.pool.core.delete_namespaced_pod(pod["metadata"]["name"], NAMESPACE, grace_period_seconds=0)
    second = stage.manager()
    eventually(lambda: _looked(second, session) is SessionState.FAILED)
    assert [epoch for _, epoch, _ in stage.agents.activated] == [1]
    eventually(lambda: second.open(PROJECT, new_id()) is SessionState.READY)
    assert [epoch for _, epoch, _ in stage.agents.activated] == [1, 2]


def _looked(manager: Manager, session: str) -> SessionState | None:
    manager.look()
    found = manager.store.get(session)
    return found.state if found is not None else None


def _lease(manager: Manager) -> Lease:
    lease = manager.backend.lease_of(PROJECT)
    assert lease is not None
    return lease


def _nothing_wrong(stage: Stage) -> None:
    assert stage.cluster.double_claims() == []
    assert stage.cluster.leaks() == []
