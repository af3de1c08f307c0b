"""What operators see and do: metrics, `GET /v1/pool`, the switches, health and readiness."""

import json
import time
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from prometheus_client.parser import text_string_to_metric_families

from common.errors import PoolExhausted
from pool_manager import keeper as keeper_module
from pool_manager.backend import PodState
from tests.pool_manager.harness import eventually
from tests.pool_manager.kube.cluster import Fate
from tests.pool_manager.replicas.replica import Replica, World, make_world
from tests.servers import redis_server


def test_paused_claims_let_openers_wait_honestly_and_running_sessions_go_on(world: World) -> None:
    """Fails when only the pool manager that was told knows of the switch, or when a pod is claimed all the same."""
    one, two = world.start("manager-1", "manager-2")
    running = one.open("project-running")
    assert one.client().post("/v1/pool/pause", json={"claims": True}).json == {
        "claims": True,
        "refill": False,
        "stopped": False,
    }
    eventually(lambda: two.leader.paused.claims)
    session_id = two.open("project-waits", wait=0.0).session_id
    eventually(lambda: two.state(session_id) == "queued")
    waits = two.sessions.get(session_id)
    assert waits.step == "Opening is paused for maintenance: yours goes on by itself"
    assert waits.queue is None, "nobody can say how long that takes"
    assert two.open("project-running").session_id == running.session_id
    time.sleep(0.5)
    assert one.state(waits.session_id) == "queued"
    two.client().post("/v1/pool/pause", json={"claims": False})
    eventually(lambda: one.state(waits.session_id) == "ready")


def test_who_waits_in_vain_while_claims_are_paused_is_told_why(world: World) -> None:
    (one,) = world.start("manager-1", queue_seconds=0.5)
    one.leader.pause(claims=True)
    with pytest.raises(PoolExhausted, match="paused for maintenance"):
        one.open("project-waits")


def test_paused_refill_replaces_no_claimed_pod(world: World) -> None:
    """Fails when the depth isn't lowered: the ReplicaSet refills by itself."""
    (one,) = world.start("manager-1")
    eventually(world.leaders)
    one.client().post("/v1/pool/pause", json={"refill": True})
    world.agents.warm_seconds = 30.0  # the keeper sees that one is missing before its replacement is warm
    one.open("project-one")
    time.sleep(1)
    eventually(lambda: _count(one, PodState.WARM) == 1 and not _count(one, PodState.WARMING))
    assert _count(one, PodState.CLAIMED) == 1
    world.agents.warm_seconds = 0.05
    one.client().post("/v1/pool/pause", json={"refill": False})
    eventually(lambda: _count(one, PodState.WARM) == 2)


def test_the_pool_report_names_leader_reasons_and_switches(world: World) -> None:
    one, two = world.start("manager-1", "manager-2")
    eventually(world.leaders)
    eventually(lambda: one.leader.leader and two.leader.leader)
    one.open("project-one")
    eventually(lambda: one.keeper.sizer.plan and two.keeper.sizer.plan)
    reports = [_report(replica) for replica in (one, two)]
    assert reports[0]["leader"] == reports[1]["leader"]
    assert sorted(report["leads"] for report in reports) == [False, True]
    assert all("claims/min" in report["why"] for report in reports)
    assert all(report["paused"] == {"claims": False, "refill": False, "stopped": False} for report in reports)
    (pod,) = [pod for pod in reports[0]["pods"] if pod["state"] == "claimed"]
    assert pod["projectId"] == "project-one"


def test_pods_that_never_become_warm_are_shown_with_their_last_words(world: World) -> None:
    (one,) = world.start("manager-1", warm_seconds=1)
    eventually(world.leaders)
    world.agents.warm_seconds = 3600
    for name in [pod["metadata"]["name"] for pod in world.cluster.pods()]:
        world.cluster.logs[name] = "Vite could not bind its port"
    world.cluster.fates(lambda pod: _logged(world, pod))
    one.open("project-one")
    # One of the first pods may have taken so long, too.
    failure = eventually(lambda: next((one for one in _report(one)["failures"] if "memory" in one["words"]), None))
    assert "wasn't warm within" in failure["reason"]
    assert "out of memory" in failure["words"]
    eventually(lambda: _report(one)["quarantined"])
    assert _report(one)["breaker"]["failures"] >= 1


def test_metrics_tell_what_happened(world: World) -> None:
    one, two = world.start("manager-1", "manager-2", pool_max=3, pool_size=1, queue_max=1)
    eventually(world.leaders)
    for number in range(3):
        eventually(partial(_has_room, one, number))
        one.open(f"project-{number}")
    world.until_full(3)
    one.parts.line._patience = 0.5  # in vain from now on
    with pytest.raises(PoolExhausted):
        one.open("project-late")
    found = _metrics(one)
    warm = found['claims_total{"result": "warm"}']
    waited = found.get('claims_total{"result": "waited"}', 0)  # a pod that was warm may just be retired as surplus
    assert warm >= 1
    assert warm + waited == 3
    assert found['claims_total{"result": "exhausted"}'] == 1
    assert found["warm_hit_ratio"] == warm / 4
    assert found["claim_seconds_count"] == found["activation_seconds_count"] == found["open_seconds_count"] == 3
    for timed, bound in (("claim", 0.25), ("activation", 0.3), ("open", 1.0)):
        slower = 3 - found[f'{timed}_seconds_bucket{{"le": "{bound}"}}']
        assert found[f"{timed}_seconds_sum"] >= slower * bound
        assert 0 <= slower <= 3
    assert found['pods{"state": "claimed"}'] == 3
    assert {f'pods{{"state": "{state}"}}' for state in ("warm", "warming", "retiring", "quarantined", "failed")} <= set(
        found
    )
    assert found["queue_length"] == 0
    assert found["wanted"] >= 0
    assert found["leader"] + _metrics(two)["leader"] == 1
    assert found["breaker_open"] == found['paused{"state": "claims"}'] == 0


def test_sweeps_run_at_the_leader_only_and_are_counted(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Fails when any pool manager sweeps."""
    monkeypatch.setattr(keeper_module, "CHORES_SECONDS", 0.2)
    one, two = world.start("manager-1", "manager-2")
    swept: list[str] = []

    def sweep(name: str) -> dict[str, int]:
        swept.append(name)
        return {"orphan_pod": 1}

    for replica in (one, two):
        replica.keeper._chores = [partial(sweep, replica.name)]
    (leader,) = eventually(world.leaders)
    swept.clear()
    eventually(lambda: len(swept) >= 2)
    assert set(swept) == {leader.name}
    report = eventually(lambda: _report(leader)["lastSweep"])
    assert report["done"] == {"orphan_pod": 1}
    eventually(lambda: _metrics(leader).get('sweep_actions_total{"kind": "orphan_pod"}', 0) >= 2)


def test_ready_means_that_a_session_can_be_opened(tmp_path: Path) -> None:
    """Fails when Redis, a drain or a pool that yields nothing isn't asked about."""
    with ExitStack() as redis, make_world(tmp_path, redis.enter_context(redis_server())) as world:
        (one,) = world.start("manager-1", pool_max=2)
        eventually(lambda: one.keeper.was_warm)
        assert one.client().get("/readyz").status_code == 200
        one.open("project-one")
        one.open("project-two")
        assert one.client().get("/readyz").status_code == 200, "a full pool still lets people wait in line"
        one.keeper.draining = True
        assert one.client().get("/readyz").status_code == 503
        one.keeper.draining = False
        redis.close()
        assert one.client().get("/readyz").status_code == 503, "without Redis nobody can open"
        assert one.client().get("/healthz").status_code == 200, "it lives, and starting it anew wouldn't help"


def test_a_pool_where_nothing_ever_became_warm_is_not_ready(world: World) -> None:
    world.agents.warm_seconds = 3600
    replica = Replica(world, "manager-1")
    world.replicas.append(replica)
    eventually(lambda: _count(replica, PodState.WARMING))
    refused = replica.client().get("/readyz")
    assert (refused.status_code, refused.headers["Retry-After"]) == (503, "1")


def test_a_stuck_keeper_fails_its_health_and_a_busy_one_does_not(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Fails when /healthz answers whatever the keeper does."""
    monkeypatch.setattr(keeper_module, "STUCK_SECONDS", 4.0)
    (one,) = world.start("manager-1")
    time.sleep(4.5)
    assert one.client().get("/healthz").status_code == 200
    monkeypatch.setattr(one.backend, "observe", lambda: time.sleep(10))
    eventually(lambda: one.client().get("/healthz").status_code == 503)


def _has_room(replica: Replica, taken: int) -> bool:
    """Whether its view has caught up with the claims so far and a pod is warm."""
    return _count(replica, PodState.CLAIMED) == taken and _count(replica, PodState.WARM) > 0


def _count(replica: Replica, state: PodState) -> int:
    return sum(pod.state is state for pod in replica.backend.pods())


def _logged(world: World, pod: dict[str, Any]) -> Fate:
    world.cluster.logs[pod["metadata"]["name"]] = "out of memory"
    return Fate()


def _report(replica: Replica) -> dict[str, Any]:
    report: dict[str, Any] = json.loads(replica.client().get("/v1/pool").data)
    return report


def _metrics(replica: Replica) -> dict[str, float]:
    """Samples by name without our prefix, with the label if there is one."""
    response = replica.app.test_client().get("/metrics")
    assert response.status_code == 200, "no token is needed"
    found = {}
    for family in text_string_to_metric_families(response.text):
        for sample in family.samples:
            label = "".join(f'{{"{key}": "{value}"}}' for key, value in sample.labels.items())
            found[sample.name.removeprefix("storydream_pool_") + label] = sample.value
    return found
