"""Hear that the server is asked to stop, while there is still time to say so to those who wait.

Uvicorn waits for open responses and only then ends the application's lifespan: too late for a farewell.
So this listens to the same signals.
"""

import asyncio
import signal
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from types import FrameType

from genai_shared.errors import ServerShutdownError

SIGNALS = (signal.SIGTERM, signal.SIGINT)


class Stopping:
    """Gives everything under way a grace, and then ends its waiting."""

    def __init__(self, grace: float) -> None:
        self._grace = grace  # seconds
        self._over = False
        self._waiting: set[asyncio.Timeout] = set()

    @asynccontextmanager
    async def unless_over(self) -> AsyncIterator[None]:
        """Let the block wait for what it waits; ServerShutdownError in it when the grace is over first."""
        limit = asyncio.timeout(0 if self._over else None)
        try:
            async with limit:
                self._waiting.add(limit)
                try:
                    yield
                finally:
                    self._waiting.discard(limit)
        except TimeoutError:
            if limit.expired():
                raise ServerShutdownError from None
            raise

    def begin(self) -> None:
        """Start the grace."""
        asyncio.get_running_loop().call_later(self._grace, self.end)

    def end(self) -> None:
        """Say that the grace is over."""
        self._over = True
        for limit in tuple(self._waiting):
            limit.reschedule(0)  # in the past of the loop's clock: now

    @contextmanager
    def listening(self) -> Iterator[None]:
        """Listen to the signals before the server does, which still gets them."""
        if threading.current_thread() is not threading.main_thread():
            yield  # in tests; only the main thread may listen to signals
            return
        loop = asyncio.get_running_loop()
        servers = {number: signal.getsignal(number) for number in SIGNALS}

        def heard(number: int, frame: FrameType | None) -> None:
            loop.call_soon_threadsafe(self.begin)
            if callable(server := servers[signal.Signals(number)]):
                server(number, frame)

        for number in SIGNALS:
            signal.signal(number, heard)
        try:
            yield
        finally:
            for number, server in servers.items():
                signal.signal(number, server)
