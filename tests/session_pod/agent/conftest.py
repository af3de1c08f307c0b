"""An agent that is warm, and one with a session."""

from collections.abc import Iterator

import pytest

from tests.session_pod.agent.harness import Harness, running_harness


@pytest.fixture
def warm() -> Iterator[Harness]:
    with running_harness() as harness:
        yield harness


@pytest.fixture
def live() -> Iterator[Harness]:
    with running_harness() as harness:
        answer = harness.activate()
        assert answer.status_code == 200, answer.text
        yield harness
