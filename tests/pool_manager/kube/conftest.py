"""A cluster for each test, and the official client on it."""

from collections.abc import Iterator

import pytest

from tests.pool_manager.kube.clients import Clients
from tests.pool_manager.kube.cluster import Cluster, fake_cluster


@pytest.fixture
def cluster() -> Iterator[Cluster]:
    with fake_cluster() as made:
        yield made


@pytest.fixture
def clients(cluster: Cluster) -> Iterator[Clients]:
    made = Clients(cluster)
    yield made
    made.close()
