"""The record of demand, read from leases and pods."""

import pytest

from pool_manager.backend import Lease, LeaseState, Pod, PodState
from pool_manager.observing import FIRST_GUESS_WARM_SECONDS, WARM_UPS_KEPT, Observed

NOW = 1_000_000.0


def _lease(number: int, at: float) -> Lease:
    return Lease(f"project-{number}", f"session-{number}", 1, "user", int(at * 1000), LeaseState.HELD)


def _pod(number: int, warmed: float, seconds: float, state: PodState = PodState.WARM, active: str | None = None) -> Pod:
    started = int((warmed - seconds) * 1000)
    name = f"pod-{number}"
    return Pod(name, name, "127.0.0.1", state, started, "http://x", int(warmed * 1000), active=active)


def test_each_session_counts_once_and_old_ones_no_more() -> None:
    observed = Observed()
    leases = [_lease(1, NOW - 10), _lease(2, NOW - 20), _lease(3, NOW - 601)]
    for _ in range(3):
        observed.look([], leases, NOW)
    assert observed.claims == [NOW - 20, NOW - 10]
    observed.look([], [], NOW + 5)
    assert len(observed.claims) == 2, "that a session has ended changes nothing"
    observed.look([], [], NOW + 661)
    assert observed.claims == []


def test_a_new_leader_has_the_record_at_once() -> None:
    observed = Observed()
    observed.look([_pod(1, NOW - 5, 8.0)], [_lease(number, NOW - number) for number in range(1, 50)], NOW)
    assert len(observed.claims) == 49
    assert observed.warm_seconds(95) == pytest.approx(8.0)


def test_each_warm_up_counts_once_and_the_newest_are_kept() -> None:
    observed = Observed()
    slow = _pod(99, NOW, 20.0)
    for _ in range(WARM_UPS_KEPT):
        observed.look([slow], [], NOW)
    observed.look([slow, *(_pod(number, NOW + number, 5.0) for number in range(1, 20))], [], NOW)
    assert observed.warm_seconds(100) == pytest.approx(20.0)
    assert observed.warm_seconds(95) == pytest.approx(5.0)


def test_slow_warm_ups_count_as_long_as_claims_do_however_many_follow() -> None:
    observed = Observed()
    for number in range(100):
        observed.note_warm_up(90.0, NOW + number / 100)
    for number in range(900):
        observed.note_warm_up(5.0, NOW + 1 + number / 10)
    observed.forget(NOW + 100)
    assert observed.warm_seconds(95) == 90.0
    observed.forget(NOW + 620)
    assert observed.warm_seconds(95) == 5.0
    assert observed.warm_seconds(100) == 5.0
    observed.forget(NOW + 99_999)
    assert observed.warm_seconds(95) == 5.0, "the last ones are kept"


def test_a_session_that_mends_its_preview_is_no_warm_up() -> None:
    observed = Observed()
    observed.look([_pod(1, NOW, 3600.0, PodState.CLAIMED, "ready"), _pod(2, NOW, 6.0, PodState.CLAIMED)], [], NOW)
    assert observed.warm_seconds(100) == pytest.approx(6.0)


def test_a_node_that_has_to_be_made_is_noticed_while_it_is_made() -> None:
    observed = Observed()
    assert observed.warm_seconds(95) == FIRST_GUESS_WARM_SECONDS
    assert observed.warm_seconds(95, [70.0]) == 70.0
    for _ in range(20):
        observed.note_warm_up(5.0, NOW)
    assert observed.warm_seconds(95, [1.0, 2.0]) == 5.0
    assert observed.warm_seconds(95, [70.0, 71.0]) == 70.0
