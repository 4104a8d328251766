"""Refresh tokens that are used once: which one is the newest of its family, and the end of a family.

| a refresh token that is    | then                                                           |
| -------------------------- | -------------------------------------------------------------- |
| the newest of its family   | it is used up, and a new one is the newest                     |
| an older one               | it was stolen, or its thief was faster: the family ends        |
| of a family that has ended | refused                                                        |

Whoever has the other copy is thrown out as well; the user logs in again, and the thief cannot.
"""

import time
from collections.abc import Callable
from typing import Protocol

from redis.asyncio import Redis
from redis.exceptions import RedisError

from genai_shared.errors import StoreUnavailableError

# One script, because between a GET and a SET somebody else could present the same token.
ROTATE = """
if redis.call('GET', KEYS[1]) == ARGV[1] then
    redis.call('SET', KEYS[1], ARGV[2], 'EX', ARGV[3])
    return 1
end
redis.call('DEL', KEYS[1])
return 0
"""


class Families(Protocol):
    """Times are in seconds. StoreUnavailableError: it cannot be told now."""

    async def begin(self, family: str, jti: str, seconds: int) -> None:
        """Begin a family with its first token."""

    async def rotate(self, family: str, used: str, new: str, seconds: int) -> bool:
        """Put a new token in the place of the newest; if `used` is not that one, end the family: False."""


class MemoryFamilies:
    """For one process, and until it ends."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._newest: dict[str, tuple[str, float]] = {}  # and when it expires

    async def begin(self, family: str, jti: str, seconds: int) -> None:
        now = self._clock()
        self._newest = {name: newest for name, newest in self._newest.items() if newest[1] > now}
        self._newest[family] = (jti, now + seconds)

    async def rotate(self, family: str, used: str, new: str, seconds: int) -> bool:
        newest, expires = self._newest.pop(family, ("", 0.0))
        if newest != used or expires <= self._clock():
            return False
        await self.begin(family, new, seconds)
        return True


class RedisFamilies:
    """For all processes; what is in Redis expires by itself."""

    def __init__(self, redis: Redis) -> None:
        self._redis = redis
        self._rotate = redis.register_script(ROTATE)

    async def begin(self, family: str, jti: str, seconds: int) -> None:
        try:
            await self._redis.set(key_of(family), jti, ex=seconds)
        except RedisError:
            raise StoreUnavailableError from None

    async def rotate(self, family: str, used: str, new: str, seconds: int) -> bool:
        try:
            return bool(await self._rotate([key_of(family)], [used, new, seconds]))
        except RedisError:
            raise StoreUnavailableError from None


def key_of(family: str) -> str:
    return f"auth:family:{family}"


def families_in(redis: Redis | None) -> Families:
    """Return where families are remembered: in Redis, if there is one."""
    return MemoryFamilies() if redis is None else RedisFamilies(redis)
