"""What survives: a restart of the pool manager, an emptied Redis, a dead pod; and what ends: idle sessions."""

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest
import redis

from common.errors import Superseded, Unavailable
from common.session_store import BusyKind, SessionStore, now_ms
from tests.pool_manager.harness import FAKE_POD, PoolManager, eventually, pool_manager
from tests.servers import redis_server


@pytest.fixture
def raw(redis_url: str) -> Iterator[redis.Redis]:
    client = redis.Redis.from_url(redis_url, decode_responses=True)
    yield client
    client.close()


def test_an_emptied_redis_loses_no_session_and_makes_no_second_pod(manager: PoolManager, raw: redis.Redis) -> None:
    session = manager.open("project-kept")
    raw.flushall()
    joined = manager.open("project-kept")
    assert _same(joined, session)
    raw.flushall()
    assert _same(manager.session(session["sessionId"]), session)
    raw.flushall()
    eventually(lambda: raw.exists(f"session:{session['sessionId']}"))  # even if nobody asks
    raw.flushall()
    manager.close(session["sessionId"])
    assert manager.open("project-kept")["epoch"] == session["epoch"] + 1
    assert len(manager.journal("activate")) == 2


def test_redis_emptied_while_opening_ends_in_one_session(manager: PoolManager, raw: redis.Redis) -> None:
    session = manager.begin_to_open("watched-emptied", "restoring")
    raw.flushall()
    joined = manager.open("watched-emptied")
    assert joined["sessionId"] == session["sessionId"]
    assert joined["state"] == "ready"
    assert len(manager.journal("activate")) == 1


def test_a_restarted_pool_manager_adopts_its_pods(manager: PoolManager) -> None:
    session = manager.open("project-adopted")
    eventually(lambda: manager.pool()["warm"] == 2)
    before = {pod["name"] for pod in manager.pool()["pods"]}
    manager.kill()
    assert psutil.pid_exists(manager.pids(session["podName"])["agent"])
    manager.start()
    assert {pod["name"] for pod in manager.pool()["pods"]} == before
    assert _same(manager.open("project-adopted"), session)
    manager.stop()
    manager.start()
    assert _same(manager.session(session["sessionId"]), session)
    assert len(manager.journal("activate")) == 1
    manager.close(session["sessionId"])
    assert len(manager.journal("save")) == 1


def test_a_restart_with_an_empty_redis_still_finds_the_session(manager: PoolManager, raw: redis.Redis) -> None:
    session = manager.open("project-both")
    manager.kill()
    raw.flushall()
    manager.start()
    assert _same(manager.open("project-both"), session)


def test_a_restart_in_mid_activation_finishes_it(manager: PoolManager) -> None:
    session = manager.begin_to_open("watched-restart", "restoring")
    manager.kill()
    manager.start(warm=0)
    ready = eventually(lambda: _ready(manager.session(session["sessionId"])))
    assert (ready["epoch"], ready["podName"]) == (session["epoch"], session["podName"])
    assert len(manager.journal("activate")) == 1


def test_a_restart_between_claim_and_activation_activates(tmp_path: Path, redis_url: str) -> None:
    limits = {"POOL_SIZE": "1", "POD_AGENT_COMMAND": " ".join([*FAKE_POD, "agent", "--warm-seconds", "4"])}
    manager = PoolManager(tmp_path, redis_url, **limits)
    try:
        manager.start(warm=0)
        waiting = manager.begin_to_open("project-waiting", "queued")
        assert waiting["epoch"] == 1
        manager.kill()
        manager.start(warm=0)
        ready = eventually(lambda: _ready(manager.session(waiting["sessionId"])))
        assert ready["epoch"] == 1
    finally:
        manager.clean_up()


@pytest.mark.parametrize("part", ["agent", "runner"])
def test_a_dead_pod_ends_its_session_and_the_next_has_a_higher_epoch(manager: PoolManager, part: str) -> None:
    session = manager.open("project-dies")
    other = manager.pids(session["podName"])["runner" if part == "agent" else "agent"]
    manager.kill_pod(session["podName"], part)
    failed = eventually(lambda: _in_state(manager, session["sessionId"], "failed"))
    assert failed["reason"] == "pod_died"
    events = SessionStore(manager.redis_url).events().events
    assert (events[-1]["sessionId"], events[-1]["state"]) == (session["sessionId"], "failed")
    again = manager.open("project-dies")
    assert again["state"] == "ready"
    assert again["epoch"] == session["epoch"] + 1
    assert again["sessionId"] != session["sessionId"]
    with pytest.raises(Superseded):
        manager.answer("POST", "/v1/tokens", json={k: session[k] for k in ("projectId", "sessionId", "epoch")})
    eventually(lambda: not psutil.pid_exists(other))
    assert not (manager.data_dir / "pods" / session["podName"]).exists()


def test_opening_right_after_the_pod_died_never_joins_the_dead(manager: PoolManager) -> None:
    session = manager.open("project-sudden")
    manager.kill_pod(session["podName"])
    again = manager.open("project-sudden")
    assert (again["state"], again["epoch"]) in (("ready", session["epoch"] + 1), ("failed", session["epoch"]))
    last = eventually(lambda: _ready(manager.open("project-sudden")))
    assert last["epoch"] == session["epoch"] + 1


def test_a_pod_that_died_while_the_pool_manager_was_away_is_noticed(manager: PoolManager) -> None:
    session = manager.open("project-away")
    manager.kill()
    manager.kill_pod(session["podName"])
    manager.start()
    assert eventually(lambda: _in_state(manager, session["sessionId"], "failed"))["reason"] == "pod_died"
    assert manager.open("project-away")["epoch"] == session["epoch"] + 1


def test_a_dead_warm_pod_is_never_handed_out(manager: PoolManager) -> None:
    for pod in manager.pool()["pods"]:
        manager.kill_pod(pod["name"])
    assert eventually(lambda: _ready(manager.open("project-warm-dead")))["epoch"] == 1


def test_what_an_unsaved_pod_holds_is_kept(manager: PoolManager) -> None:
    session = manager.open("unsaved-project")
    manager.close(session["sessionId"])
    kept = manager.data_dir / "rescue" / "unsaved-project" / f"{session['epoch']}-{session['sessionId']}"
    assert (kept / "project" / "work.txt").read_text() == session["sessionId"]
    died = manager.open("project-died")
    manager.kill_pod(died["podName"])
    eventually(lambda: _in_state(manager, died["sessionId"], "failed"))
    eventually(lambda: list((manager.data_dir / "rescue" / "project-died").glob("*/project/work.txt")))


def test_an_idle_session_is_saved_and_released_but_never_with_work_in_flight(tmp_path: Path, redis_url: str) -> None:
    with pool_manager(tmp_path, redis_url, IDLE_MINUTES="0.05", POOL_SIZE="1", RENEW_SECONDS="0.5") as manager:
        session = _held(manager, "project-idle", {"turn": 9_000})
        time.sleep(4)  # idle since 3 s
        assert manager.session(session["sessionId"])["state"] == "ready"
        closed = eventually(lambda: _in_state(manager, session["sessionId"], "closed"))
        assert closed["reason"] == "idle"
        eventually(lambda: session["sessionId"] in [entry["sessionId"] for entry in manager.journal("save")])
        assert [entry["sessionId"] for entry in manager.journal("save")].count(session["sessionId"]) == 1


def test_without_redis_nothing_is_killed_and_afterwards_all_goes_on(tmp_path: Path) -> None:
    with redis_server() as url:
        manager = PoolManager(tmp_path, url, IDLE_MINUTES="0.02", POOL_SIZE="1", RENEW_SECONDS="0.5")
        try:
            session = _held(manager.start(), "project-outage", {"browser": 3600_000})
        except BaseException:
            manager.clean_up()
            raise
    try:
        with pytest.raises(Unavailable):
            manager.open("project-outage")
        time.sleep(2)
        assert psutil.pid_exists(manager.pids(session["podName"])["agent"])
        assert manager.pool()["claimed"] == 1
        body = {name: session[name] for name in ("projectId", "sessionId", "epoch")}
        assert manager.answer("POST", "/v1/tokens", json=body)["token"], "pods go on saving"
    finally:
        manager.clean_up()


def test_drain_saves_and_releases_everything(manager: PoolManager) -> None:
    sessions = [manager.open(f"project-drain-{number}") for number in range(2)]
    assert manager.answer("POST", "/v1/drain") == {"sessions": 2, "released": 2}
    assert {entry["sessionId"] for entry in manager.journal("save")} == {one["sessionId"] for one in sessions}
    eventually(lambda: _has_no_pods(manager))  # who was just starting one ends it
    with pytest.raises(Unavailable):
        manager.open("project-late")


def test_pods_that_fail_to_warm_trip_the_breaker_and_say_why(tmp_path: Path, redis_url: str) -> None:
    failing = " ".join([*FAKE_POD, "agent", "--fail"])
    manager = PoolManager(tmp_path, redis_url, POD_AGENT_COMMAND=failing, QUEUE_SECONDS="1")
    try:
        manager.start(warm=0)
        breaker = eventually(lambda: _tripped(manager.pool()))
        assert "failed" in breaker["reason"]
        assert breaker["retryInSeconds"] > 0
        eventually(lambda: len(manager.pool()["pods"]) <= 2)  # those that failed take a while to end
        with pytest.raises(Unavailable):
            manager.client.request("GET", "/readyz")
    finally:
        manager.clean_up()


def _same(one: dict[str, Any], other: dict[str, Any]) -> bool:
    names = ("sessionId", "epoch", "state", "podName", "previewUrl", "eventsUrl")
    return all(one[name] == other[name] for name in names)


def _ready(session: dict[str, Any]) -> dict[str, Any] | None:
    return session if session["state"] == "ready" else None


def _in_state(manager: PoolManager, session_id: str, state: str) -> dict[str, Any] | None:
    session = manager.session(session_id)
    return session if session["state"] == state else None


def _tripped(pool: dict[str, Any]) -> dict[str, Any] | None:
    breaker: dict[str, Any] = pool["breaker"]
    return breaker if breaker["open"] and breaker["retryInSeconds"] > 0 else None


def _held(manager: PoolManager, project_id: str, busy: dict[BusyKind, int]) -> dict[str, Any]:
    """A session with work in flight for so many ms; another one where it was idle before anybody could say so."""

    def held() -> dict[str, Any] | None:
        session = manager.open(project_id)
        until = {kind: now_ms() + ms for kind, ms in busy.items()}
        told = manager.store.touch(session["sessionId"], until)
        claimed = [pod for pod in manager.pool()["pods"] if pod["state"] == "claimed"]
        return session if told and session["sessionId"] in [pod.get("sessionId") for pod in claimed] else None

    found: dict[str, Any] = eventually(held)
    return found


def _has_no_pods(manager: PoolManager) -> bool:
    try:
        return all("gunicorn" in " ".join(one.cmdline()) for one in manager.leftovers())
    except psutil.NoSuchProcess:
        return False
