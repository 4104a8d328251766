"""What is still to be written when a request is over, though it was cancelled or the database is away."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any

import structlog

from genai_shared.errors import StoreUnavailableError

logger = structlog.get_logger(__name__)

Work = Callable[[], Awaitable[None]]
PAUSES = (0.5, 1.0, 2.0, 4.0, 8.0, 15.0)  # seconds before each further try


@dataclass
class Afterwards:
    """Work that is no request's any more; the application waits for all of it before it ends."""

    _tasks: set[asyncio.Task[None]] = field(default_factory=set)

    async def do(self, what: str, work: Work) -> None:
        """Wait until it is done; if the waiting is cancelled, it is done all the same.

        While the database is away it is tried again, and nobody waits for that.
        """
        await asyncio.shield(self._begin(self._try(what, work)))

    async def finished(self) -> None:
        while self._tasks:  # what is done may have left something to be tried again
            await asyncio.gather(*self._tasks, return_exceptions=True)

    def _begin(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    async def _try(self, what: str, work: Work) -> None:
        if not await written(what, work):
            self._begin(self._try_again(what, work))

    async def _try_again(self, what: str, work: Work) -> None:
        for pause in PAUSES:
            await asyncio.sleep(pause)
            if await written(what, work):
                return
        logger.error("it is given up", what=what)


async def written(what: str, work: Work) -> bool:
    try:
        await work()
    except StoreUnavailableError:
        logger.warning("the database is away, it is tried again", what=what)
        return False
    return True
