"""Hear that the server is asked to stop, while there is still time to say so in open streams.

Uvicorn waits for open responses and only then ends the application's lifespan: too late for a farewell.
So this listens to the same signals.
"""

import asyncio
import signal
import threading
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any, TypeVar

from genai_shared.errors import ServerShutdownError

T = TypeVar("T")
SIGNALS = (signal.SIGTERM, signal.SIGINT)


async def first_of(*futures: asyncio.Future[Any], seconds: float | None = None) -> None:
    """Wait until one of them is done, or so long; none is cancelled."""
    await asyncio.wait(futures, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)


class Stopping:
    """Gives everything under way a grace, and then tells it to end."""

    def __init__(self, grace: float) -> None:
        self._grace = grace  # seconds
        self._over = False
        self._waiting: set[asyncio.Future[None]] = set()

    @contextmanager
    def notice(self) -> Iterator[asyncio.Future[None]]:
        """Give a future that is done when the grace is over."""
        over = asyncio.get_running_loop().create_future()
        if self._over:
            over.set_result(None)
        self._waiting.add(over)
        try:
            yield over
        finally:
            self._waiting.discard(over)

    async def unless_over(self, work: Coroutine[Any, Any, T]) -> T:
        """Await `work`; ServerShutdownError when the grace is over first, and then it is cancelled."""
        task = asyncio.create_task(work)
        try:
            with self.notice() as over:
                await first_of(task, over)
            if not task.done():
                raise ServerShutdownError
            return task.result()
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    def begin(self) -> None:
        """Start the grace."""
        asyncio.get_running_loop().call_later(self._grace, self.end)

    def end(self) -> None:
        """Say that the grace is over."""
        self._over = True
        for over in self._waiting:
            if not over.done():
                over.set_result(None)

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
