"""Refresh tokens that are used once: which one is the newest of its family, and the end of a family.

| a refresh token that is    | then                                                    |
| -------------------------- | ------------------------------------------------------- |
| the newest of its family   | it is used up, and a new one is the newest              |
| an older one               | it was stolen, or its thief was faster: the family ends |
| of a family that has ended | refused                                                 |
"""

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


class Families:
    """In Redis for all processes; without it in the memory of this one, where they end with it."""

    def __init__(self, redis: Redis | None, seconds: int) -> None:
        self._redis = redis
        self._seconds = seconds
        self._newest: dict[str, str] = {}

    async def begin(self, family: str, jti: str) -> None:
        """Begin a family with its first token; StoreUnavailableError: it cannot be watched now."""
        if self._redis is None:
            self._newest[family] = jti
            return
        try:
            await self._redis.set(f"family:{family}", jti, ex=self._seconds)
        except RedisError:
            raise StoreUnavailableError from None

    async def rotate(self, family: str, used: str, new: str) -> bool:
        """Put a new token in the place of the newest; if `used` is not that one, end the family: False.

        StoreUnavailableError: it cannot be told now, and what cannot be checked is not let through.
        """
        if self._redis is None:
            if valid := self._newest.pop(family, None) == used:
                self._newest[family] = new
            return valid
        try:
            rotated = await self._redis.eval(ROTATE, 1, f"family:{family}", used, new, self._seconds)
        except RedisError:
            raise StoreUnavailableError from None
        return bool(rotated)
