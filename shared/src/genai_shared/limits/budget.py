"""Tokens per day: what costs money is not how often somebody asks, but how much is read and written.

What an answer costs is known when it is over, and by then others are under way. So each reserves, before it
begins, the most that it can take, and gives back the rest when it is over. A process that dies in between
gives back nothing; the day ends at midnight UTC, for everybody.
"""

import logging
import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from redis.asyncio import Redis
from redis.exceptions import RedisError

from genai_shared.limits.books import DAY, Book, MemoryBook, RedisBook
from genai_shared.limits.outage import Outage

logger = logging.getLogger(__name__)


class TokenBudget:
    """What everybody has used today, and whether more fits."""

    def __init__(self, redis: Redis | None, outage: Outage, clock: Callable[[], float] = time.time) -> None:
        self._outage = outage
        self._clock = clock
        self._own = MemoryBook()
        self._shared = None if redis is None else RedisBook(redis)

    async def reserve(self, user_id: str, tokens: int, limit: int) -> "Reservation":
        """Set aside the most that an answer can take, out of `limit` a day; nothing when it does not fit."""
        day, resets_at = self._today()

        async def in_book(book: Book) -> "Reservation":
            fits, used = await book.reserve(day, user_id, tokens, limit)
            return Reservation(book, day, user_id, tokens, limit, used, resets_at, fits=fits)

        shared = self._shared or self._own
        return await self._outage.shared_or_own(lambda: in_book(shared), lambda: in_book(self._own))

    async def used(self, user_id: str) -> tuple[int, int]:
        """Return the tokens of today, those reserved as well, and the Unix time at which today ends."""
        day, resets_at = self._today()
        shared = self._shared or self._own
        used = await self._outage.shared_or_own(
            lambda: shared.used(day, user_id), lambda: self._own.used(day, user_id)
        )
        return used, resets_at

    def _today(self) -> tuple[str, int]:
        """Return the day, in UTC, and the Unix time at which it ends."""
        now = self._clock()
        return datetime.fromtimestamp(now, UTC).date().isoformat(), int(now // DAY + 1) * DAY


@dataclass(frozen=True, slots=True)
class Reservation:
    """Tokens that are set aside until the answer is over; `used` is the sum of the day, with them."""

    book: Book
    day: str
    user_id: str
    tokens: int
    limit: int
    used: int
    resets_at: int  # Unix time, in seconds
    fits: bool

    @property
    def headers(self) -> dict[str, str]:
        """How it stands, in OpenAI's words."""
        return {
            "X-RateLimit-Limit-Tokens": str(self.limit),
            "X-RateLimit-Remaining-Tokens": str(max(0, self.limit - self.used)),
            "X-RateLimit-Reset-Tokens": str(self.resets_at),
        }

    async def settle(self, tokens: int) -> None:
        """Put what the answer took in the place of what was set aside, in the same book."""
        try:
            await self.book.add(self.day, self.user_id, tokens - self.tokens)
        except RedisError as error:  # the caller has used too many, as far as we know, until midnight
            logger.warning(
                "tokens are not settled: user_id=%s reserved=%s used=%s error=%s",
                self.user_id,
                self.tokens,
                tokens,
                type(error).__name__,
            )


def estimated(*texts: str | None) -> int:
    """Return about how many tokens texts are: a token is four bytes, more or less, in every tokenizer."""
    return sum(math.ceil(len(text.encode()) / 4) for text in texts if text)
