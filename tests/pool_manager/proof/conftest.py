"""A fake cluster for each test, with a pool where one is asked for."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.pool_manager.kube.cluster import Cluster, fake_cluster
from tests.pool_manager.kubernetes.pool import Pool
from tests.pool_manager.proof.managers import Stage


@pytest.fixture
def cluster() -> Iterator[Cluster]:
    with fake_cluster() as made:
        yield made


@pytest.fixture
def pool(cluster: Cluster) -> Iterator[Pool]:
    """With the revision `r1`, which has no pods yet."""
    made = Pool(cluster)
    made.deploy("r1")
    yield made
    made.close()


@pytest.fixture
def stage(cluster: Cluster, redis_url: str, tmp_path: Path) -> Iterator[Stage]:
    """Without a pool manager yet, and with the revision `r1`."""
    made = Stage(cluster, redis_url, tmp_path)
    made.pool.deploy("r1")
    yield made
    made.close()
