"""One Redis for all tests here, emptied before each; a started pool manager where a test asks for one."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import redis

from tests.pool_manager.harness import PoolManager, pool_manager
from tests.servers import redis_server


@pytest.fixture(scope="session")
def redis_at() -> Iterator[str]:
    with redis_server() as url:
        yield url


@pytest.fixture
def redis_url(redis_at: str) -> str:
    client = redis.Redis.from_url(redis_at)
    client.flushall()
    client.close()
    return redis_at


@pytest.fixture(scope="module")
def one_manager(tmp_path_factory: pytest.TempPathFactory, redis_at: str) -> Iterator[PoolManager]:
    with pool_manager(tmp_path_factory.mktemp("pool"), redis_at, POOL_MAX="12") as started:
        yield started


@pytest.fixture
def shared(one_manager: PoolManager) -> Iterator[PoolManager]:
    """A pool manager for tests that leave it as it was; each uses projects of its own."""
    yield one_manager
    one_manager.close_all()


@pytest.fixture
def manager(tmp_path: Path, redis_url: str) -> Iterator[PoolManager]:
    with pool_manager(tmp_path, redis_url, RENEW_SECONDS="1") as started:
        yield started
