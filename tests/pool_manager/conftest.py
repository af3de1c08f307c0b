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


@pytest.fixture
def manager(tmp_path: Path, redis_url: str) -> Iterator[PoolManager]:
    with pool_manager(tmp_path, redis_url) as started:
        yield started
