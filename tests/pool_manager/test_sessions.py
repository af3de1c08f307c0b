"""Opening, joining and closing sessions."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest

from common.errors import Invalid, NotFound, PoolExhausted, Superseded, Unauthenticated
from common.ids import new_id
from common.tokens import PodClaims, Verifier
from tests.pool_manager.harness import PoolManager, eventually, pool_manager

REPO = {"line": "{}", "tail": ""}


def test_an_open_hands_a_warm_pod_to_the_project(shared: PoolManager) -> None:
    session = shared.open("project-one", repo=REPO, epochFloor=4)
    assert (session["state"], session["step"], session["epoch"]) == ("ready", "Ready", 5)
    assert session["previewUrl"].startswith(f"http://{session['sessionId']}.localhost:")
    assert session["eventsUrl"].startswith("ws://127.0.0.1:")
    assert session["agentUrl"].startswith("http://127.0.0.1:")
    (activation,) = shared.journal("activate", "project-one")
    assert (activation["sessionId"], activation["epoch"], activation["repo"]) == (session["sessionId"], 5, True)
    assert shared.session(session["sessionId"]) == session
    assert shared.answer("GET", "/v1/projects/project-one/session") == session
    eventually(lambda: shared.pool()["warm"] == 2)


def test_twenty_openers_at_once_get_one_session_and_one_pod(shared: PoolManager) -> None:
    with ThreadPoolExecutor(20) as pool:
        sessions = list(pool.map(lambda _: shared.open("project-crowd"), range(20)))
    assert {session["state"] for session in sessions} == {"ready"}
    assert len({(session["sessionId"], session["podName"], session["epoch"]) for session in sessions}) == 1
    assert len(shared.journal("activate", "project-crowd")) == 1
    assert shared.pool()["claimed"] == 1


def test_a_session_that_takes_long_is_told_on_the_way(shared: PoolManager) -> None:
    session = shared.begin_to_open("watched-project", "restoring")
    assert session["previewUrl"]
    ready = eventually(lambda: _in_state(shared, session["sessionId"], "ready"))
    assert ready["epoch"] == session["epoch"]


def test_a_video_that_does_not_compile_still_opens(shared: PoolManager) -> None:
    assert shared.open("broken-project")["state"] == "broken"


def test_closing_saves_and_reopening_gets_a_new_session_and_epoch(shared: PoolManager) -> None:
    first = shared.open("project-twice")
    shared.close(first["sessionId"])
    shared.close(first["sessionId"])
    assert [entry["sessionId"] for entry in shared.journal("save", "project-twice")] == [first["sessionId"]]
    assert shared.session(first["sessionId"])["state"] == "closed"
    assert not (shared.data_dir / "pods" / first["podName"]).exists()
    second = shared.open("project-twice")
    assert second["epoch"] == first["epoch"] + 1
    assert second["sessionId"] != first["sessionId"]
    assert second["podName"] != first["podName"]


def test_a_session_below_the_projects_epoch_is_replaced(shared: PoolManager) -> None:
    old = shared.open("project-outrun")
    assert shared.open("project-outrun", epochFloor=old["epoch"])["sessionId"] == old["sessionId"]
    new = shared.open("project-outrun", epochFloor=9)
    assert (new["state"], new["epoch"]) == ("ready", 10)
    assert shared.session(old["sessionId"])["reason"] == "superseded"
    assert [entry["sessionId"] for entry in shared.journal("save", "project-outrun")] == [old["sessionId"]]


def test_an_activation_that_is_refused_is_told_and_its_pod_not_used_again(shared: PoolManager) -> None:
    session = shared.open("refused-project")
    assert (session["state"], session["reason"]) == ("failed", "activation_failed")
    assert session["step"] == "The repository can't be read."
    eventually(lambda: shared.pool()["warm"] == 2 and shared.pool()["claimed"] == 0)


def test_a_pod_that_crashes_while_activating_is_replaced_a_few_times_only(shared: PoolManager) -> None:
    session = shared.open("crashing-project", wait=5.0)  # asked once: each time anybody asks it is tried anew
    eventually(lambda: shared.session(session["sessionId"])["state"] == "failed")
    assert 1 <= len(shared.journal("activate", "crashing-project")) <= 3


def test_closing_in_mid_activation_leaves_nothing_behind(shared: PoolManager) -> None:
    session = shared.begin_to_open("watched-closed", "restoring")
    shared.close(session["sessionId"])
    assert shared.session(session["sessionId"])["state"] == "closed"
    eventually(lambda: shared.pool()["claimed"] == 0 and shared.pool()["closing"] == 0)
    again = shared.open("watched-closed")
    assert (again["state"], again["epoch"]) == ("ready", session["epoch"] + 1)


def test_opens_and_closes_in_a_race_never_share_or_leak_a_pod(shared: PoolManager) -> None:
    seen: list[dict[str, Any]] = []
    began = time.monotonic()

    def goes_on() -> bool:
        """For a while, and until it came to a second session."""
        seconds = time.monotonic() - began
        return seconds < 4 or (seconds < 40 and len({session["epoch"] for session in seen}) < 3)

    def opener() -> None:
        while goes_on():
            seen.append(shared.open("project-race", wait=2))

    def closer() -> None:
        while goes_on():
            time.sleep(0.15)
            if seen:
                shared.close(seen[-1]["sessionId"])

    threads = [threading.Thread(target=work) for work in (opener, opener, closer)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    pods_of: dict[int, set[str]] = {}
    for session in seen:
        if session["epoch"]:
            pods_of.setdefault(session["epoch"], set()).add(session["sessionId"])
    assert len(pods_of) > 1
    assert all(len(sessions) == 1 for sessions in pods_of.values()), "an epoch belongs to one session"
    activations = [entry["sessionId"] for entry in shared.journal("activate", "project-race")]
    assert len(activations) == len(set(activations))
    last = eventually(lambda: _ready(shared.open("project-race")))
    shared.close(last["sessionId"])
    eventually(lambda: shared.pool()["claimed"] == shared.pool()["closing"] == 0 and shared.pool()["warm"] == 2)


def test_a_full_pool_queues_then_refuses_and_a_close_lets_the_next_in(tmp_path: Path, redis_url: str) -> None:
    limits = {"POOL_SIZE": "1", "POOL_MAX": "2", "QUEUE_MAX": "1"}
    with pool_manager(tmp_path, redis_url, **limits) as manager:
        first = manager.open("project-first")
        assert manager.open("project-other")["state"] == "ready"
        third = manager.begin_to_open("project-third", "queued")
        assert third["queue"]["position"] == 1
        assert third["queue"]["estimateSeconds"] >= 1
        with pytest.raises(PoolExhausted) as refused:
            manager.open("project-fourth")
        assert refused.value.retry_after
        manager.close(first["sessionId"])
        ready = eventually(lambda: _in_state(manager, third["sessionId"], "ready"))
        assert "queue" not in ready
        assert len(manager.pool()["pods"]) <= 2


def test_a_pod_token_is_renewed_for_the_newest_epoch_only(shared: PoolManager) -> None:
    first = shared.open("project-token")
    assert _renewed(shared, first) == PodClaims("project-token", first["sessionId"], first["epoch"])
    shared.close(first["sessionId"])
    assert _renewed(shared, first), "its own late work can still be saved while nobody else has the project"
    second = shared.open("project-token")
    with pytest.raises(Superseded):
        _renewed(shared, first)
    with pytest.raises(Superseded):
        _renewed(shared, {**second, "sessionId": new_id()})
    assert _renewed(shared, second)


def test_strangers_and_bad_requests_are_refused(shared: PoolManager) -> None:
    url = f"http://127.0.0.1:{shared.port}"
    assert httpx.post(f"{url}/v1/sessions", json={}).status_code == 401
    with pytest.raises(Unauthenticated):
        shared.client.request("GET", "/v1/pool", headers={"Authorization": "Bearer nonsense"})
    for body in ({}, {"projectId": "X", "userId": "u", "epochFloor": 0}, {"projectId": "project-one", "more": 1}):
        with pytest.raises(Invalid) as raised:
            shared.answer("POST", "/v1/sessions", json=body)
        assert raised.value.extra["errors"]
    for path in ("/v1/sessions/unknown-session", "/v1/projects/unknown-project/session", "/v1/sessions/..%2F"):
        with pytest.raises(NotFound):
            shared.answer("GET", path)
    shared.close("unknown-session")
    malformed = shared.client.request
    with pytest.raises(Invalid):
        malformed("POST", "/v1/sessions", content=b"{", headers={"Content-Type": "application/json"})


def _in_state(manager: PoolManager, session_id: str, state: str) -> dict[str, Any] | None:
    session = manager.session(session_id)
    return session if session["state"] == state else None


def _ready(session: dict[str, Any]) -> dict[str, Any] | None:
    return session if session["state"] == "ready" else None


def _renewed(manager: PoolManager, session: dict[str, Any]) -> PodClaims:
    body = {name: session[name] for name in ("projectId", "sessionId", "epoch")}
    answer = manager.answer("POST", "/v1/tokens", json=body)
    assert answer["expiresAt"] > time.time() * 1000
    return Verifier((manager.data_dir / "keys" / "pool-manager.pub.pem").read_bytes()).verify_pod(answer["token"])
