"""Wait for a stream's next event without losing it when the patience is over."""

import asyncio
from collections.abc import AsyncIterator
from typing import Generic, TypeVar

from genai_shared.errors import ServerShutdownError
from genai_shared.streams.stopping import first_of

Event = TypeVar("Event")


class Upcoming(Generic[Event]):
    """The next event of a stream. It is asked for only when it is wanted, so a slow reader slows the stream.

    | first to happen        | `within` gives          | the event               |
    | ---------------------- | ----------------------- | ----------------------- |
    | the event is there     | the event               | given                   |
    | the stream fails       | its exception           | there is none           |
    | the patience is over   | None                    | still awaited           |
    | the server stops       | ServerShutdownError     | still awaited           |
    | whoever waits, leaves  | the cancellation        | still awaited           |

    In the last three cases `aclose` is what ends the waiting.
    """

    def __init__(self, events: AsyncIterator[Event], over: asyncio.Future[None]) -> None:
        self._events = events
        self._over = over
        self._next: asyncio.Future[Event] | None = None

    async def within(self, seconds: float) -> Event | None:
        """Wait so long for the next event."""
        if self._next is None:
            self._next = asyncio.ensure_future(anext(self._events))
        await first_of(self._next, self._over, seconds=seconds)
        if self._next.done():
            event, self._next = self._next.result(), None
            return event
        if self._over.done():
            raise ServerShutdownError
        return None

    async def aclose(self) -> None:
        """Wait for nothing any more."""
        if self._next is not None:
            self._next.cancel()
            await asyncio.gather(self._next, return_exceptions=True)
