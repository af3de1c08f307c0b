"""The pool's decisions: how deep it is, when to stop trying, who is idle."""

from collections.abc import Sequence
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from common.models import SessionState
from common.session_store import SessionRecord
from pool_manager.pool_plan import BREAKER_AFTER, Breaker, Limits, Plan, Seen, estimate_seconds, idle, plan

NOW = 1_000_000.0
LIMITS = Limits(least=2, most=100, total=200)
MACHINE = Limits(least=2, most=2, total=8, warming_max=2, shared_machine=True)


def _seen(warm: int = 0, warming: int = 0, others: int = 0, claims: Sequence[float] = (), **more: object) -> Seen:
    base = Seen(NOW, claims, 10.0, warm, [NOW - 1] * warming, others)
    return replace(base, **more)  # type: ignore[arg-type]


def _evenly(per_second: float, seconds: float = 600.0) -> list[float]:
    return [NOW - seconds + number / per_second for number in range(int(seconds * per_second))]


def test_an_empty_pool_is_filled_and_a_full_one_left_alone() -> None:
    assert plan(_seen(), LIMITS).depth == 2
    assert plan(_seen(warm=1, warming=1), LIMITS).depth == 2
    assert plan(_seen(warm=1, others=2), LIMITS).depth == 2


def test_depth_follows_the_claims_and_says_why() -> None:
    made = plan(_seen(claims=_evenly(0.05)), LIMITS)
    assert made.wanted == made.depth == 5
    assert made.reason == "wanted 5: 3.0 claims/min × 10 s warm-up at 0.1 % misses, min 2"
    assert plan(_seen(claims=_evenly(5.0)), LIMITS).wanted == 74
    bounded = plan(_seen(claims=_evenly(5.0)), replace(LIMITS, most=40))
    assert (bounded.wanted, bounded.reason[-15:]) == (40, ", min 2, max 40")


def test_slower_warm_ups_and_fewer_misses_want_a_deeper_pool() -> None:
    claims = _evenly(0.5)
    depths = [plan(_seen(claims=claims, warm_seconds=seconds), LIMITS).wanted for seconds in (5.0, 10.0, 60.0)]
    assert depths == sorted(set(depths))
    assert plan(_seen(claims=claims), replace(LIMITS, miss_rate=0.0001)).wanted > depths[1]


def test_a_launch_is_seen_while_it_rises() -> None:
    quiet, launch = _evenly(0.1), [NOW - 20 + number / 3 for number in range(60)]
    made = plan(_seen(claims=[*quiet, *launch]), LIMITS)
    assert "rising" in made.reason
    assert made.per_second > 3.0, "more than the window's mean: it goes on while the pods warm up"
    later = [number + 60 for number in _evenly(2.0, 660.0)]
    assert "rising" not in plan(_seen(claims=later, now=NOW + 60), LIMITS).reason


def test_a_lull_between_bursts_does_not_empty_the_pool() -> None:
    burst = [NOW - 300 + number / 10 for number in range(100)]
    assert plan(_seen(claims=burst), LIMITS).wanted > 2


def test_whoever_waits_gets_a_pod_beyond_what_is_kept() -> None:
    made = plan(_seen(waiting=30), replace(LIMITS, most=5))
    assert made.wanted == 32
    assert "30 waiting" in made.reason


def test_the_schedule_sets_another_minimum() -> None:
    made = plan(_seen(scheduled=12), replace(LIMITS, most=5))
    assert made.wanted == 12
    assert "12 by schedule" in made.reason


def test_the_hard_cap_counts_pods_that_are_closing() -> None:
    assert plan(_seen(others=7, waiting=3), MACHINE).depth == 1
    full = plan(_seen(others=8, waiting=3), MACHINE)
    assert full.depth == 0
    assert "the cap of 8 pods leaves 0" in full.reason


def test_it_grows_at_once_and_shrinks_only_after_the_cooldown() -> None:
    first = plan(_seen(claims=_evenly(1.0)), LIMITS)
    assert first.depth == 22
    later = plan(_seen(warm=22, now=NOW + 299), LIMITS, first)
    assert (later.wanted, later.depth) == (2, 22)
    assert plan(_seen(warm=15, now=NOW + 299), LIMITS, first).depth == 15, "what was claimed is not started anew"
    assert plan(_seen(warm=15, now=NOW + 301), LIMITS, later).depth == 2


def test_a_new_pool_manager_keeps_what_it_finds_for_a_while() -> None:
    first = plan(_seen(warm=50), LIMITS)
    assert (first.wanted, first.depth) == (2, 50)
    assert plan(_seen(warm=50, now=NOW + 301), LIMITS, first).depth == 2


def test_refilling_waits_for_an_activation_under_way_on_one_machine_unless_somebody_waits() -> None:
    assert plan(_seen(warm=1, others=1, opening=1), MACHINE).depth == 1
    assert plan(_seen(others=1, opening=1), MACHINE).depth == 2
    assert plan(_seen(warm=1, others=1, opening=1, waiting=1), MACHINE).depth == 3
    assert plan(_seen(warm=1, others=1, opening=1), LIMITS).depth == 2


def test_no_more_pods_warm_up_at_once_than_the_machine_can_take() -> None:
    assert plan(_seen(waiting=5), MACHINE).depth == 2
    assert plan(_seen(warming=1, waiting=5), MACHINE).depth == 2
    assert plan(_seen(warm=1, warming=2, waiting=5), MACHINE).depth == 3
    assert plan(_seen(waiting=5), LIMITS).depth == 7


def test_the_breaker_waits_longer_each_time_and_closes_on_success() -> None:
    breaker, waits = Breaker(), list[float]()
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
        breaker = breaker.failed(NOW, "no room")
    early, due = breaker.retry_at - 0.1, breaker.retry_at
    held = plan(_seen(warm=1, breaker=breaker, now=early, waiting=3), LIMITS)
    assert held.depth == 1
    assert held.reason.endswith("held back by 3 pods that failed to warm up")
    assert plan(_seen(warm=1, breaker=breaker, now=due, waiting=3), LIMITS).depth == 2
    refilled = replace(_seen(warm=1, breaker=breaker), warming=[NOW + 0.1] * 3)
    assert plan(replace(refilled, now=early), LIMITS).depth == 1, "what the ReplicaSet started goes again"
    assert plan(replace(refilled, now=due), LIMITS).depth == 2
    assert plan(replace(refilled, now=early, warming=[NOW - 5] * 3), LIMITS).depth == 4, "what was under way goes on"


_limits = st.builds(
    Limits,
    least=st.integers(1, 20),
    most=st.integers(1, 300),
    total=st.integers(1, 400),
    miss_rate=st.floats(0.0001, 0.5),
    cooldown_seconds=st.floats(0, 600),
    warming_max=st.none() | st.integers(1, 10),
    shared_machine=st.booleans(),
)
_ages = st.lists(st.floats(0, 700), max_size=60)
_breakers = st.builds(Breaker, st.integers(0, 5), st.floats(NOW - 60, NOW), st.floats(NOW - 60, NOW + 120))
_all_seen = st.builds(
    Seen,
    now=st.just(NOW),
    claims=_ages.map(lambda ages: sorted(NOW - age for age in ages)),
    warm_seconds=st.floats(0, 200),
    warm=st.integers(0, 100),
    warming=st.lists(st.floats(NOW - 100, NOW), max_size=50),
    others=st.integers(0, 450),
    waiting=st.integers(0, 100),
    opening=st.integers(0, 10),
    scheduled=st.integers(0, 50),
    breaker=_breakers,
)
_before = st.none() | st.builds(
    Plan,
    depth=st.just(0),
    wanted=st.just(0),
    reason=st.just(""),
    per_second=st.just(0.0),
    peaks=st.lists(st.tuples(st.floats(NOW - 700, NOW), st.integers(0, 500)), max_size=5).map(
        lambda peaks: tuple(sorted(peaks, key=lambda peak: (peak[0], -peak[1])))
    ),
)


@given(_all_seen, _limits, _before)
def test_no_plan_goes_beyond_the_cap(seen: Seen, limits: Limits, before: Plan | None) -> None:
    made = plan(seen, limits, before)
    assert 0 <= made.depth <= max(0, limits.total - seen.others)
    assert made.wanted <= max(0, limits.total - seen.others)


@given(_all_seen, _limits, _before)
def test_everybody_who_waits_is_counted_as_far_as_there_is_room(
    seen: Seen, limits: Limits, before: Plan | None
) -> None:
    made = plan(seen, limits, before)
    room = max(0, limits.total - seen.others)
    assert made.wanted >= min(seen.waiting, room)
    assert made.wanted >= min(limits.least, room)
    if limits.warming_max is None and not limits.shared_machine and not seen.breaker.open:
        assert made.depth >= made.wanted


@given(_all_seen, _limits, st.floats(0, 29), st.integers(1, 30))
def test_more_claims_lately_never_make_the_pool_shallower(seen: Seen, limits: Limits, age: float, more: int) -> None:
    claims = sorted([*seen.claims, *[NOW - age - 0.001] * more])
    assert plan(replace(seen, claims=claims), limits).wanted >= plan(seen, limits).wanted


@given(_all_seen, _limits)
def test_a_plan_that_is_carried_out_stands(seen: Seen, limits: Limits) -> None:
    """Once the pool is as planned and nothing happened, the next plan is the same: no start follows a retirement."""
    free = replace(limits, shared_machine=False, warming_max=None)
    calm = replace(seen, breaker=Breaker())
    first = plan(calm, free)
    done = replace(calm, warm=first.depth, warming=[])
    assert plan(done, free, first).depth == first.depth


@settings(max_examples=50)
@given(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 20)), min_size=2, max_size=40), st.floats(20, 200))
def test_nothing_is_retired_that_was_wanted_within_the_cooldown(steps: list[tuple[int, int]], cooldown: float) -> None:
    """Ten seconds a step: so many claims come, so many sessions wait; the pool does what it is told at once."""
    limits = replace(LIMITS, cooldown_seconds=cooldown)
    claims: list[float] = []
    wanted: list[tuple[float, int]] = []
    before, there = None, 0
    for number, (came, waiting) in enumerate(steps):
        now = NOW + 10 * number
        claims += [now - 5] * came
        there = max(0, there - came)
        before = plan(_seen(warm=there, claims=claims, waiting=waiting, now=now), limits, before)
        wanted.append((now, before.wanted))
        if before.depth < there:
            assert before.depth >= max(value for at, value in wanted if at > now - cooldown)
        there = before.depth


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
