"""One world for each test: a fake cluster with live agents, an empty Redis."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.pool_manager.replicas.replica import World, make_world


@pytest.fixture
def world(tmp_path: Path, redis_url: str) -> Iterator[World]:
    with make_world(tmp_path, redis_url) as made:
        yield made
