"""The sweep's guards one by one: what it read may be short or old, and then it takes nothing away."""

import time
from collections.abc import Callable
from typing import Any

import pytest

from common.session_store import SessionEvents, SessionRecord
from pool_manager.kubernetes.backend import KubernetesBackend
from pool_manager.kubernetes.sweep import SweepRules
from tests.pool_manager.kube.cluster import Cluster
from tests.pool_manager.kubernetes.pool import Pool, claimed, reserved, scaled

# Nothing is too young, and no number too great.
FEARLESS = SweepRules(pod_age=0, lease_age=0, cap=1000)


class Forgetful:
    """A Redis that remembers something, but none of these sessions; `asked` is called when it is asked for one."""

    def __init__(self, asked: Callable[[], object] = lambda: None) -> None:
        self._asked = asked

    def get(self, session_id: str) -> SessionRecord | None:  # noqa: ARG002
        self._asked()
        return None

    def events(self, cursor: str = "0-0", limit: int = 100) -> SessionEvents:  # noqa: ARG002
        return SessionEvents([{"type": "session"}], cursor, gap=False)


@pytest.fixture
def manager(pool: Pool) -> KubernetesBackend:
    made = pool.manager(quarantine_seconds=60)
    scaled(made, 6)
    return made


@pytest.mark.parametrize("what", ["pods", "leases"])
def test_a_list_that_lacks_more_than_half_is_not_believed(
    manager: KubernetesBackend, cluster: Cluster, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    """Guards: both halves of the first line of `_suspicion`, each without any other that would notice."""
    held = [claimed(manager)[0] for _ in range(5)]
    _shorten(manager, monkeypatch, what, lambda _: False)
    assert _sweep(manager) == {"refused": 1}
    assert len(cluster.pods(pool="claimed")) == 5
    assert set(manager.leases()) == set(held)


def test_a_pod_whose_lease_was_missed_stays(
    manager: KubernetesBackend, cluster: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Guard: in `_end_pod` its lease is read once more."""
    missed, *_ = [claimed(manager)[0] for _ in range(4)]
    _shorten(manager, monkeypatch, "leases", lambda item: item["metadata"]["name"] != missed.project_id)
    assert _sweep(manager) == {}
    assert len(cluster.pods(pool="claimed")) == 4


def test_a_lease_whose_pod_was_missed_stays(
    manager: KubernetesBackend, cluster: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Guard: in `_free` its pods are listed once more."""
    leases = [claimed(manager) for _ in range(4)]
    _shorten(manager, monkeypatch, "pods", lambda item: item["metadata"]["name"] != leases[0][1].name)
    assert _sweep(manager) == {}
    assert len(manager.leases()) == 4


def test_a_lease_that_changed_since_it_was_listed_stays(manager: KubernetesBackend, cluster: Cluster) -> None:
    """Guard: the version in `_free`."""
    lease = reserved(manager)
    assert _sweep(manager, lambda: manager._leases.bind(lease, "a-pod-that-was-just-claimed")) == {}
    assert manager.leases() == [lease]


def test_few_leases_are_freed_at_a_sweep(manager: KubernetesBackend, cluster: Cluster) -> None:
    """Guard: the cap on leases."""
    for _ in range(5):
        claimed(manager)
    for _ in range(3):
        reserved(manager)
    rules = SweepRules(pod_age=0, lease_age=0, cap=2)
    assert _sweep(manager, rules=rules) == {"orphan_lease": 2}
    assert _sweep(manager, rules=rules) == {"orphan_lease": 1}


def _sweep(manager: KubernetesBackend, asked: Callable[[], object] = lambda: None, rules: SweepRules = FEARLESS) -> Any:
    time.sleep(0.01)  # ages are in whole milliseconds, and have to be exceeded
    return manager.sweep(Forgetful(asked), rules).run()


def _shorten(
    manager: KubernetesBackend, monkeypatch: pytest.MonkeyPatch, what: str, keeps: Callable[[Any], bool]
) -> None:
    """Let the sweep's own lists lack items; lists of one session's pods are whole."""
    ask = manager._client._ask

    def short(method: str, path: str, namespace: str, *rest: Any, **options: Any) -> Any:
        answer = ask(method, path, namespace, *rest, **options)
        whole = any("storydream.io/session=" in str(value) for _, value in options.get("query") or [])
        if whole or not path.endswith(f"/{what}"):
            return answer
        return {**answer, "items": [item for item in answer["items"] if keeps(item)]}

    monkeypatch.setattr(manager._client, "_ask", short)
