"""Count requests in moving windows: in Redis, by all processes together, or in this one's memory."""

from dataclasses import dataclass
from math import ceil
from typing import Any

from limits import RateLimitItem
from limits.aio.storage import MemoryStorage, RedisStorage
from limits.aio.strategies import MovingWindowRateLimiter
from redis.asyncio import Redis

from genai_shared.limits.outage import Outage


@dataclass(frozen=True, slots=True)
class Window:
    """What a limit says about one more request. `resets_at`: Unix time at which the oldest is forgotten."""

    allowed: bool
    limit: int
    remaining: int
    resets_at: float

    @property
    def headers(self) -> dict[str, str]:
        return {
            "X-RateLimit-Limit": str(self.limit),
            "X-RateLimit-Remaining": str(self.remaining),
            "X-RateLimit-Reset": str(ceil(self.resets_at)),
        }


class Windows:
    """The moving windows of everybody."""

    def __init__(self, redis: Redis | None, outage: Outage) -> None:
        self._outage = outage
        self._own = MovingWindowRateLimiter(MemoryStorage())
        self._shared = self._own if redis is None else in_redis(redis)

    async def hit(self, rate: RateLimitItem, *key: str) -> Window:
        """Count a request, unless it is one too many, and tell how it stands."""
        return await self._outage.shared_or_own(
            lambda: look(self._shared, rate, key), lambda: look(self._own, rate, key)
        )


def in_redis(redis: Redis) -> MovingWindowRateLimiter:
    """Return the limiter that counts in Redis, over the client's own connections."""
    options: dict[str, Any] = {
        "connection_pool": redis.connection_pool
    }  # its types know only numbers and texts
    return MovingWindowRateLimiter(RedisStorage("async+redis://", implementation="redispy", **options))


async def look(limiter: MovingWindowRateLimiter, rate: RateLimitItem, key: tuple[str, ...]) -> Window:
    allowed = await limiter.hit(rate, *key)
    window = await limiter.get_window_stats(rate, *key)
    return Window(allowed, rate.amount, max(0, window.remaining), window.reset_time)
