"""Runs the state machine over a bounded number of sequences."""

from hypothesis import HealthCheck, Phase, Verbosity, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.pool_manager.proof.machine import PoolMachine


def explore(redis_url: str, sequences: int, steps: int, *, same: bool = True) -> int:
    """How many times all was checked. Raises AssertionError with the sequence that led to what must not be.

    `same`: the same sequences each time, and none is shortened, as each costs seconds.
    """

    class Machine(PoolMachine):
        checks = 0

    Machine.redis_url = redis_url
    bounds = settings(
        max_examples=sequences,
        stateful_step_count=steps,
        derandomize=same,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
        print_blob=False,
        verbosity=Verbosity.normal,
    )
    run_state_machine_as_test(Machine, settings=bounds)
    return Machine.checks
