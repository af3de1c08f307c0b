"""One world for each test: a fake cluster with live agents, an empty Redis."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.pool_manager.kube.cluster import fake_cluster
from tests.pool_manager.kube.live_agents import LiveAgents
from tests.pool_manager.replicas.replica import World, keys


@pytest.fixture
def world(tmp_path: Path, redis_url: str) -> Iterator[World]:
    agents = LiveAgents(tmp_path, keys(tmp_path))
    with fake_cluster(start_agent=agents) as cluster:
        made = World(tmp_path, cluster, agents, redis_url)
        try:
            yield made
        finally:
            made.close()
