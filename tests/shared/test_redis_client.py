"""genai_shared.redis_client: what a connection that was closed meanwhile means for the next caller."""

from genai_shared.redis_client import open_redis


async def test_after_a_restart_nobody_is_told_that_redis_is_gone(redis_url):
    async with open_redis(redis_url, 5) as client, open_redis(redis_url, 5) as other:
        await client.ping()
        assert await other.client_kill_filter(_type="normal", skipme=True) >= 1
        for _ in range(10):  # a few turns of the event loop, in which the news arrives
            await other.ping()

        assert await client.ping()
