"""Redis for the request path: a client that gives up soon."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from redis.asyncio import BlockingConnectionPool, Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.maint_notifications import MaintNotificationsConfig

CONNECTIONS = 50  # of one process; one more caller waits for one to be free, where the plain pool would fail


@asynccontextmanager
async def open_redis(url: str | None, patience: float) -> AsyncIterator[Redis | None]:
    """Give a client for as long as the block, or None without a URL; it connects when it is first used.

    `patience` is in seconds, for each step: to have a connection, to be connected, to be answered. The
    client's own defaults, 5 seconds and 10 retries, would keep a request longer than its caller waits.
    """
    if url is None:
        yield None
        return
    pool = BlockingConnectionPool.from_url(
        url,
        max_connections=CONNECTIONS,
        timeout=patience,
        socket_connect_timeout=patience,
        socket_timeout=patience,
        retry=Retry(NoBackoff(), 0),
        decode_responses=True,
        # A managed Redis's news. With it the pool no longer looks whether a connection was closed meanwhile,
        # and the first caller after a restart would be told that Redis is gone.
        maint_notifications_config=MaintNotificationsConfig(enabled=False),
    )
    async with Redis.from_pool(pool) as client:
        yield client
