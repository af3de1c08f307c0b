"""A few explored sequences, the same in each run; `make bench BENCH=claims` explores more."""

from tests.pool_manager.proof.explore import explore


def test_whatever_happens_in_whatever_order_what_must_hold_does(redis_url: str) -> None:
    assert explore(redis_url, sequences=4, steps=15) > 40
