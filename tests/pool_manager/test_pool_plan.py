"""The pool's decisions: when to start pods, when to stop trying, who is idle."""

from dataclasses import replace

from common.models import SessionState
from common.session_store import SessionRecord
from pool_manager.backend import Pod, PodState
from pool_manager.pool_plan import BREAKER_AFTER, Bounds, Breaker, Demand, depth, estimate_seconds, idle

CLOSED = Breaker()
BOUNDS = Bounds(total=8, warming=2)
WARM, WARMING, CLAIMED, CLOSING = PodState.WARM, PodState.WARMING, PodState.CLAIMED, PodState.CLOSING


def _pods(*states: PodState) -> list[Pod]:
    return [Pod(f"pod-{number}", "uid", "127.0.0.1", state, 0, "http://x") for number, state in enumerate(states)]


def _start(*states: PodState, waiting: int = 0, opening: int = 0, breaker: Breaker = CLOSED, now: float = 0.0) -> int:
    wanted = depth(_pods(*states), Demand(2, waiting, opening), BOUNDS, breaker, now)
    return wanted - states.count(WARM) - states.count(WARMING)


def test_an_empty_pool_is_filled_and_a_full_one_left_alone() -> None:
    assert _start() == 2
    assert _start(WARM, WARMING) == 0
    assert _start(WARM, CLAIMED, CLAIMED) == 1


def test_refilling_waits_for_an_activation_under_way_unless_somebody_waits() -> None:
    assert _start(WARM, CLAIMED, opening=1) == 0
    assert _start(CLAIMED, opening=1) == 2
    assert _start(WARM, CLAIMED, opening=1, waiting=1) == 2


def test_no_more_pods_warm_up_at_once_than_the_machine_can_take() -> None:
    assert _start(WARMING, waiting=5) == 1


def test_the_hard_cap_counts_pods_that_are_closing() -> None:
    assert _start(*[CLAIMED] * 5, CLOSING, CLOSING, waiting=3) == 1
    assert _start(*[CLAIMED] * 6, CLOSING, CLOSING, waiting=3) == 0


def test_the_breaker_waits_longer_each_time_and_closes_on_success() -> None:
    breaker, waits = Breaker(), []
    for _ in range(10):
        breaker = breaker.failed(100.0, "no room")
        waits.append(breaker.retry_at - 100.0)
    assert waits == sorted(waits)
    assert waits[-1] == 120.0
    assert breaker.open
    assert breaker.reason == "no room"
    assert not breaker.warmed().open


def test_a_failing_pool_tries_one_pod_at_a_time() -> None:
    breaker = Breaker()
    for _ in range(BREAKER_AFTER):
        breaker = breaker.failed(0.0, "no room")
    assert _start(breaker=breaker, now=breaker.retry_at - 0.1) == 0
    assert _start(breaker=breaker, now=breaker.retry_at) == 1


def test_idle_is_open_untouched_and_without_work() -> None:
    session = SessionRecord("s" * 32, "project-x", "u", 1, SessionState.READY, "", 0, last_activity=1_000)
    assert idle(session, now_ms=61_000, idle_ms=60_000)
    assert not idle(session, now_ms=60_999, idle_ms=60_000)
    assert not idle(replace(session, busy={"export": 70_000}), now_ms=61_000, idle_ms=60_000)
    assert idle(replace(session, busy={"export": 50_000}), now_ms=61_000, idle_ms=60_000)
    assert not idle(replace(session, state=SessionState.RESTORING), now_ms=61_000, idle_ms=60_000)


def test_the_estimate_grows_with_the_place_in_line() -> None:
    estimates = [estimate_seconds(position, 4.0, room=2) for position in (1, 2, 3, 4)]
    assert estimates == sorted(estimates)
    assert estimate_seconds(1, 0.1, room=1) == 1
