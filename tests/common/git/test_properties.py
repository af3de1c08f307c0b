"""Any sequence of what can be done to projects leaves what a simple model says, and nothing is ever lost."""

from tests.common.git.histories import explore


def test_any_history_is_what_the_model_says() -> None:
    explore(histories=10, steps=30)
