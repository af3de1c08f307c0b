"""The only door to Redis: a client that waits for a connection instead of failing, and Redis' failures as our error."""

from collections.abc import Callable
from typing import Any

import redis
from redis.backoff import ExponentialWithJitterBackoff
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import RedisError
from redis.retry import Retry

from common.errors import Unavailable

__all__ = ["CONNECTIONS_MAX", "Redis", "RedisError", "ask", "connect"]

Redis = redis.Redis
CONNECTIONS_MAX = 100


def connect(url: str) -> Redis:
    """A client of `redis://host:port/db`. Nothing connects yet."""
    connections = redis.BlockingConnectionPool.from_url(
        url,
        # A thread more waits for one; with the default pool it would be told that Redis doesn't answer.
        max_connections=CONNECTIONS_MAX,
        timeout=2.0,
        decode_responses=True,
        socket_timeout=2.0,
        socket_connect_timeout=1.0,
        # Our scripts may run twice without harm, so a lost connection is tried again.
        retry=Retry(ExponentialWithJitterBackoff(cap=0.5, base=0.05), 3),
        retry_on_error=[RedisConnectionError],
    )
    return redis.Redis.from_pool(connections)


def ask(call: Callable[[], Any], what: str) -> Any:
    """What Redis says. Raises Unavailable, naming `what` didn't answer."""
    try:
        return call()
    except RedisError as error:
        raise Unavailable(f"{what} did not answer: {type(error).__name__}.", retryAfter=1) from error
