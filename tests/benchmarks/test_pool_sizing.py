"""The simulation of the pool: small days counted by hand, and a document that says what the results say."""

import json
from collections.abc import Sequence
from math import inf

import pytest

from benchmarks import pool_sizing
from benchmarks.pool_policies import Autoscaler, Ours, Policy, Static, View
from benchmarks.pool_simulation import Cluster, Outcome, Sample, simulate, thinned
from benchmarks.pool_traces import TRACES, Trace, steady
from benchmarks.report import RESULTS
from pool_manager.pool_plan import Limits

EXACT = Cluster(
    boot_median_seconds=5.0,
    boot_spread=0.0,
    new_node_boot_seconds=0.0,
    node_seconds=(60.0, 60.0),
    creates_a_second=inf,
    close_seconds=0.0,
    look_seconds=1.0,
)


def _trace(seconds: float, arrivals: Sequence[float], length: float) -> Trace:
    return Trace("by hand", seconds, tuple((at, length) for at in arrivals))


def _play(trace: Trace, policy: Policy, warm: int = 1, cluster: Cluster = EXACT) -> Outcome:
    return simulate(trace, policy, warm, cluster)


def test_a_pool_of_one_serves_whoever_comes_after_the_warm_up() -> None:
    outcome = _play(_trace(100, [10.5, 20.5, 30.5], 20.0), Static(1))
    assert list(outcome.waits) == [0, 0, 0]
    assert outcome.session_hours == pytest.approx(60 / 3600)
    # Warm all the time but for three warm-ups of 5 s, each of which begins with the claim.
    assert outcome.idle_pod_hours == pytest.approx((100 - 3 * 5) / 3600)
    assert outcome.pod_hours == pytest.approx((100 + 60) / 3600)


def test_who_comes_before_the_pod_is_warm_waits_for_the_rest() -> None:
    outcome = _play(_trace(100, [10.5, 12.5, 13.5], 20.0), Static(1))
    # The second gets the pod that replaces the first's, at 15.5; the third the one that replaces that, at 20.5.
    assert outcome.waits == pytest.approx((0, 3, 7))
    assert outcome.hit_percent == pytest.approx(100 / 3)
    assert outcome.wait_p99 == pytest.approx(7)


def test_a_full_node_costs_the_time_to_make_another_and_patience_ends() -> None:
    small = Cluster(**{**EXACT.__dict__, "pods_a_node": 1, "patience_seconds": 30.0})
    outcome = _play(_trace(200, [10.5, 11.5, 12.5], 150.0), Static(1), 1, small)
    # One place is free at the start: the pod for the second is warm at 15.5, that for the third not before 81.
    assert outcome.waits == pytest.approx((0, 4, 30))
    assert outcome.refused == 1


def test_a_seed_is_a_day() -> None:
    assert steady() == steady()
    short = Trace("short", 1200.0, tuple(one for one in steady().arrivals if one[0] < 1200))
    first, again = (simulate(short, Ours(Limits(2, 50, 50)), 2) for _ in range(2))
    assert first == again
    assert len(first.waits) == len(short.arrivals)


def test_made_up_days_have_the_sessions_they_promise() -> None:
    days = {trace.name: trace for trace in (make() for make in TRACES)}
    assert len(days["steady"].arrivals) == pytest.approx(2 * 240, rel=0.15)
    assert len(days["10 → 10,000"].arrivals) > 10_000
    assert all(0 <= at < day.seconds for day in days.values() for at, _ in day.arrivals)


def test_ours_follows_a_rush_that_a_static_pool_of_the_same_cost_misses() -> None:
    rush = _trace(7200, [600 + number / 2 for number in range(600)], 600.0)
    ours = _play(rush, Ours(Limits(2, 500, 1000)), 2)
    depth = max(1, round(ours.idle_pod_hours * 3600 / rush.seconds))
    static = _play(rush, Static(depth), depth)
    assert ours.hit_percent > static.hit_percent + 10
    assert ours.wait_p99 < static.wait_p99


def test_the_autoscaler_waits_for_its_period_at_most_doubles_and_shrinks_after_five_minutes() -> None:
    scaler = Autoscaler(least=2, total=1000, name="autoscaler")

    def depth(now: float, claimed: int, warm: int) -> int:
        return scaler.depth(View(now, warm, [], claimed, 0, 0))

    assert depth(0, 20, 0) == 9, "20 busy pods are 70 % of 29"
    assert depth(5, 25, 4) == 4, "it doesn't look before 15 s have passed"
    assert depth(15, 29, 0) == 13
    shrinks = [depth(30 + 15 * step, 0, 42) for step in range(22)]
    assert shrinks[18] == 42, "what it wanted five minutes ago still counts"
    assert shrinks[-1] == 2
    burst = Autoscaler(least=2, total=1000, name="autoscaler", target=0.1)
    assert burst.depth(View(0, 0, [], 10, 0, 0)) == 10, "at most twice as many"


def test_the_smallest_static_pool_is_found() -> None:
    trace = _trace(100, [10.5, 10.6, 10.7], 20.0)
    assert pool_sizing.fewest(trace, 100.0) == 3
    assert pool_sizing.fewest(trace, 30.0) == 1


def test_a_session_hour_costs_its_share_of_all_pods() -> None:
    prices = pool_sizing.read_prices()
    assert prices.on_demand == pytest.approx(100 * (0.25 * 0.0445 + 0.5 * 0.0049225))
    outcome = Outcome((0.0,), 0, 1.0, 3.0, 2.0, ())
    assert pool_sizing.values(outcome, prices)[4:] == pytest.approx((1.5 * prices.on_demand, 1.5 * prices.spot))


def test_the_document_has_the_results_table() -> None:
    rows = json.loads((RESULTS / "pool_sizing.json").read_text())["rows"]
    text = pool_sizing.DOC.read_text()
    assert pool_sizing.with_table(text, pool_sizing.table(rows)) == text, "run make bench BENCH=pool_sizing"


def test_the_results_are_those_of_the_code_as_it_is() -> None:
    rows = json.loads((RESULTS / "pool_sizing.json").read_text())["rows"]
    found = dict(pool_sizing.outcomes(steady()))
    again = [row.as_json() for row in pool_sizing.rows_of("steady", found, pool_sizing.read_prices())]
    assert [row for row in rows if row["metric"].startswith("steady")] == again, "run make bench BENCH=pool_sizing"


def test_a_document_that_lost_its_marks_is_refused() -> None:
    with pytest.raises(ValueError, match="marks"):
        pool_sizing.with_table("no table here", "|")


def test_thinning_keeps_the_worst_moment() -> None:
    samples = [Sample(float(at), 1, 0, 7 if at == 33 else 0) for at in range(100)]
    thin = thinned(samples, 10)
    assert len(thin) == 10
    assert max(sample.waiting for sample in thin) == 7
