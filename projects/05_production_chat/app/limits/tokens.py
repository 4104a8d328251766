"""Tokens per day: what costs money is not how often somebody asks, but how much is read and written.

What an answer costs is known when it is over, and by then others are under way. So each reserves, before it
begins, the most that it can take, and gives back the rest when it is over.
"""

import logging
import math
import time
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime

from redis.asyncio import Redis
from redis.exceptions import RedisError

from app.auth.principal import Principal
from app.settings import Settings

logger = logging.getLogger(__name__)

DAY = 86_400  # seconds
# One script, because between reading and adding somebody else could take what is left.
RESERVE = """
local used = tonumber(redis.call('GET', KEYS[1]) or '0')
if used + tonumber(ARGV[1]) > tonumber(ARGV[2]) then return {0, used} end
redis.call('SET', KEYS[1], used + ARGV[1], 'EX', ARGV[3])
return {1, used + ARGV[1]}
"""


@dataclass(frozen=True)
class Reservation:
    """Tokens that are set aside until an answer is over; `used` is the sum of the day, with them."""

    key: str
    tokens: int
    limit: int
    used: int
    fits: bool
    in_redis: bool

    @property
    def headers(self) -> dict[str, str]:
        """How the day stands, in OpenAI's words."""
        return {
            "X-RateLimit-Limit-Tokens": str(self.limit),
            "X-RateLimit-Remaining-Tokens": str(max(0, self.limit - self.used)),
            "X-RateLimit-Reset-Tokens": str(midnight()),
        }


class TokenBudget:
    """What everybody has used today: in Redis for all processes; while that fails, in this one's memory."""

    def __init__(self, settings: Settings, redis: Redis | None) -> None:
        self._redis = redis
        self._limits = {"free": settings.tokens_per_day_free, "premium": settings.tokens_per_day_premium}
        self._own: dict[str, int] = {}

    def limit(self, principal: Principal) -> int:
        """Return how many tokens somebody may use in a day."""
        return self._limits[principal.tier]

    async def reserve(self, principal: Principal, tokens: int) -> Reservation:
        """Set aside the most that an answer can take, or, when that does not fit, nothing."""
        key, limit = page(principal.name), self.limit(principal)
        if self._redis is not None:
            with suppress(RedisError):
                fits, used = await self._redis.eval(RESERVE, 1, key, tokens, limit, 2 * DAY)
                return Reservation(key, tokens, limit, used, bool(fits), in_redis=True)
        used = self._own.get(key, 0)
        fits = used + tokens <= limit
        if fits:
            self._own[key] = used = used + tokens
        return Reservation(key, tokens, limit, used, fits, in_redis=False)

    async def settle(self, reservation: Reservation, tokens: int) -> None:
        """Put what an answer took in the place of what was set aside for it, where it was set aside."""
        change = tokens - reservation.tokens
        if not reservation.in_redis or self._redis is None:
            self._own[reservation.key] += change
            return
        try:
            await self._redis.incrby(reservation.key, change)
        except RedisError:
            logger.warning("tokens stay set aside until midnight: key=%s tokens=%s", reservation.key, -change)

    async def used(self, name: str) -> int:
        """Return a user's tokens of today, those set aside as well."""
        if self._redis is not None:
            with suppress(RedisError):
                return int(await self._redis.get(page(name)) or 0)
        return self._own.get(page(name), 0)


def page(name: str) -> str:
    return f"tokens:{datetime.now(UTC).date()}:{name}"


def midnight() -> int:
    """Return the Unix time at which this day ends, in UTC."""
    return (int(time.time()) // DAY + 1) * DAY


def estimated(*texts: str | None) -> int:
    """Return about how many tokens texts are: a token is four bytes, more or less, in every tokenizer."""
    return sum(math.ceil(len(text.encode()) / 4) for text in texts if text)
