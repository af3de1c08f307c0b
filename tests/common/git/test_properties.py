"""Any sequence of what can be done to projects leaves what a simple model says, and nothing is ever lost."""

from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.common.git.histories import Histories

EXAMPLES = 12
STEPS = 30


def test_any_history_is_what_the_model_says() -> None:
    run_state_machine_as_test(
        Histories,
        settings=settings(
            max_examples=EXAMPLES,
            stateful_step_count=STEPS,
            derandomize=True,
            database=None,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
