"""The rate of claims, and how deep a pool has to be for it."""

from math import exp, factorial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pool_manager.demand import depth_for, percentile, rate_of


def _tail(mean: float, depth: int) -> float:
    """The chance that at least `depth` others came, by the textbook's sum."""
    return 1 - sum(exp(-mean) * mean**count / factorial(count) for count in range(depth))


@given(st.floats(0.001, 40), st.floats(0.0005, 0.5))
def test_the_depth_is_the_smallest_that_misses_no_more_than_stated(mean: float, miss_rate: float) -> None:
    depth = depth_for(mean, miss_rate)
    assert _tail(mean, depth) <= miss_rate + 1e-9
    assert _tail(mean, depth - 1) >= miss_rate - 1e-9


@given(st.floats(0, 20_000), st.floats(0, 20_000), st.floats(1e-9, 0.9))
def test_the_depth_never_falls_with_the_claims(one: float, other: float, miss_rate: float) -> None:
    low, high = sorted((one, other))
    assert depth_for(low, miss_rate) <= depth_for(high, miss_rate)


def test_no_claims_need_no_pool() -> None:
    assert depth_for(0, 0.001) == 0


def test_the_greater_of_two_windows_counts() -> None:
    earlier = [float(second) for second in range(400, 500)]
    assert rate_of(earlier, 1000.0, 5.0).per_second == pytest.approx(100 / 600)
    assert rate_of(earlier, 2000.0, 5.0).per_second == 0
    last_minute = [float(second) for second in range(940, 1000)]
    assert rate_of(last_minute, 1000.0, 5.0).per_second == pytest.approx(1.0)


def test_a_rise_is_believed_only_where_chance_does_not_explain_it() -> None:
    assert not rate_of([945.0, 980.0, 990.0], 1000.0, 5.0).rising
    rising = rate_of([980.0 + number / 10 for number in range(100)], 1000.0, 5.0)
    assert rising.rising
    assert rising.per_second == pytest.approx(100 / 30 * (1 + 20 / 30))


def test_a_slow_warm_up_is_looked_at_over_as_long() -> None:
    claims = [float(second) for second in range(800, 1000)]
    assert rate_of(claims, 1000.0, 200.0).per_second >= 1.0


def test_percentiles_are_values_that_occurred() -> None:
    assert percentile([3.0, 1.0, 2.0, 4.0], 50) == 2.0
    assert percentile([1.0], 95) == 1.0
    assert percentile(list(range(1, 101)), 95) == 95
