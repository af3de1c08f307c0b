"""A pool manager that is told to stop, as it really runs: work is finished, sessions stay, switches are kept."""

import time
from pathlib import Path

import psutil

from pool_manager.leadership import AlwaysLeads, Paused
from tests.pool_manager.harness import PoolManager, eventually


def test_sigterm_finishes_an_opening_and_ends_no_session(manager: PoolManager) -> None:
    """Fails when the worker just leaves: the opening would only go on when another pool manager starts."""
    kept = manager.open("project-kept")
    eventually(lambda: manager.pool()["warm"] >= 1)
    opening = manager.begin_to_open("watched-opening", "restoring")
    began = time.monotonic()
    manager.stop()
    assert time.monotonic() - began < 30
    found = [manager.store.get(session["sessionId"]) for session in (kept, opening)]
    assert [session.state.value for session in found if session is not None] == ["ready", "ready"]
    assert psutil.pid_exists(manager.pids(kept["podName"])["agent"])
    assert not manager.journal("save")


def test_switches_are_kept_across_restarts_and_an_unreadable_file_pauses_nothing(tmp_path: Path) -> None:
    file = tmp_path / "data" / "switches.json"
    assert AlwaysLeads("one", file).pause(claims=True) == Paused(claims=True)
    assert AlwaysLeads("one", file).pause(refill=True) == Paused(claims=True, refill=True)
    assert AlwaysLeads("one", file).pause(claims=False) == Paused(refill=True)
    file.write_text("nonsense")
    assert AlwaysLeads("one", file).paused == Paused()


def test_one_machine_has_the_same_report_switches_and_metrics(manager: PoolManager) -> None:
    pool = manager.pool()
    assert (pool["leads"], pool["paused"], pool["lastSweep"]) == (
        True,
        {"claims": False, "refill": False, "stopped": False},
        None,
    )
    assert manager.answer("POST", "/v1/pool/pause", json={"claims": True}) == {
        "claims": True,
        "refill": False,
        "stopped": False,
    }
    waits = manager.begin_to_open("project-waits", "queued")
    assert "paused" in waits["step"]
    assert manager.answer("POST", "/v1/pool/pause", json={"claims": False}) == {
        "claims": False,
        "refill": False,
        "stopped": False,
    }
    eventually(lambda: manager.session(waits["sessionId"])["state"] == "ready")
    metrics = manager.client.request("GET", "/metrics").text
    assert 'storydream_pool_claims_total{result="waited"} 1.0' in metrics
    assert "storydream_pool_leader 1.0" in metrics
