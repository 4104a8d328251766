"""Go on without Redis, and go back to it."""

import logging
import time
from collections.abc import Awaitable, Callable
from typing import TypeVar

from redis.exceptions import RedisError

logger = logging.getLogger(__name__)

T = TypeVar("T")
PAUSE = 1.0  # seconds in which a Redis that failed is not asked again


class Outage:
    """Whether Redis can be asked, as the last who asked found it.

    | Redis                      | who asks gets                                   |
    | -------------------------- | ----------------------------------------------- |
    | answers                    | the answer that all processes share             |
    | fails, or does not answer  | this process's answer, after the time-out       |
    | failed a moment ago        | this process's answer, at once                  |
    | failed a pause ago         | one asks again; all others go on at once        |
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._ask_again = 0.0
        self.is_on = False

    async def shared_or_own(self, shared: Callable[[], Awaitable[T]], own: Callable[[], Awaitable[T]]) -> T:
        """Return what `shared` gives, or, while Redis is not to be had, what `own` gives."""
        if self.is_on and self._clock() < self._ask_again:
            return await own()
        self._ask_again = self._clock() + PAUSE  # before the wait, so that nobody else waits as well
        try:
            answer = await shared()
        except RedisError as error:
            self._begins(error)
            return await own()
        self._ends()
        return answer

    def _begins(self, error: RedisError) -> None:
        if not self.is_on:
            logger.warning("Redis is not to be had, limits go on per process: error=%s", type(error).__name__)
        self.is_on = True
        self._ask_again = self._clock() + PAUSE

    def _ends(self) -> None:
        if self.is_on:
            logger.info("Redis is back, limits are shared again")
        self.is_on = False
