"""How many tokens each user has used today: in Redis, for all processes, or in this one's memory."""

from typing import Protocol

from redis.asyncio import Redis

DAY = 86_400  # seconds
# One script, because between reading and adding somebody else could take what is left.
RESERVE = """
local used = tonumber(redis.call('GET', KEYS[1]) or '0')
if used + tonumber(ARGV[1]) > tonumber(ARGV[2]) then return {0, used} end
redis.call('SET', KEYS[1], used + ARGV[1], 'EX', ARGV[3])
return {1, used + ARGV[1]}
"""


class Book(Protocol):
    """Numbers of tokens, by day and user."""

    async def reserve(self, day: str, user_id: str, tokens: int, limit: int) -> tuple[bool, int]:
        """Add tokens, unless that is more than the limit; return whether they fit, and the sum."""

    async def add(self, day: str, user_id: str, tokens: int) -> None:
        """Add tokens whatever the limit, or, when it is a negative number, give them back."""

    async def used(self, day: str, user_id: str) -> int:
        """Return the sum."""


class MemoryBook:
    """For one process, and until it ends; it has one day's page."""

    def __init__(self) -> None:
        self._day = ""
        self._used: dict[str, int] = {}

    async def reserve(self, day: str, user_id: str, tokens: int, limit: int) -> tuple[bool, int]:
        used = await self.used(day, user_id)
        if used + tokens > limit:
            return False, used
        await self.add(day, user_id, tokens)
        return True, used + tokens

    async def add(self, day: str, user_id: str, tokens: int) -> None:
        if day > self._day:
            self._day, self._used = day, {}
        if day == self._day:
            self._used[user_id] = self._used.get(user_id, 0) + tokens

    async def used(self, day: str, user_id: str) -> int:
        return self._used.get(user_id, 0) if day == self._day else 0


class RedisBook:
    """For all processes; RedisError when Redis is not to be had. Pages are gone after two days."""

    def __init__(self, redis: Redis) -> None:
        self._redis = redis
        self._reserve = redis.register_script(RESERVE)

    async def reserve(self, day: str, user_id: str, tokens: int, limit: int) -> tuple[bool, int]:
        fits, used = await self._reserve([page(day, user_id)], [tokens, limit, 2 * DAY])
        return bool(fits), int(used)

    async def add(self, day: str, user_id: str, tokens: int) -> None:
        await self._redis.incrby(page(day, user_id), tokens)

    async def used(self, day: str, user_id: str) -> int:
        return int(await self._redis.get(page(day, user_id)) or 0)


def page(day: str, user_id: str) -> str:
    return f"tokens:{day}:{user_id}"
