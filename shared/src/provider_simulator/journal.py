"""The journal: every request of the data port, bounded by count and by bytes, and a feed of its changes."""

from __future__ import annotations

import asyncio
from time import monotonic
from typing import TYPE_CHECKING

from provider_simulator import masking
from provider_simulator.entry import Entry
from provider_simulator.feed import Feed

if TYPE_CHECKING:
    from collections.abc import Callable

    from provider_simulator.web import Exchange

MOST_ENTRIES = 5_000
MOST_BYTES = 13 * 1024 * 1024


class Journal:
    """The entries since the start or the last reset; when full, the oldest that have ended go first."""

    def __init__(self, feed: Feed | None = None) -> None:
        self.feed = feed or Feed()
        self.started = monotonic()
        self.entries: dict[int, Entry] = {}
        self.received = 0
        self.bytes = 0
        self.grown: asyncio.Event | None = None
        self.closed = asyncio.Event()

    def now(self) -> float:
        return monotonic() - self.started

    def succeed(self) -> Journal:
        """Give the empty journal that follows this one; entries still in progress here are told to end."""
        feed, self.feed = self.feed, Feed()
        self.closed.set()
        feed.reset()
        return Journal(feed)

    def open(self, exchange: Exchange) -> Entry:
        entry = Entry(self)
        entry.method = exchange.method
        entry.path, entry.query = masking.address(exchange.path), masking.address(exchange.query)
        client = exchange.scope.get("client")
        entry.connection = f"{client[0]}:{client[1]}" if client else ""
        return entry

    def add(self, entry: Entry) -> None:
        """Make an entry public once its body is read and its vendor known."""
        self.entries[entry.id] = entry
        self.bytes += entry.cost
        self.drop_oldest(0)
        if self.grown is not None:
            self.grown.set()
            self.grown = None
        self.feed.request(entry)

    def has_room(self, size: int) -> bool:
        """Account for a frame, dropping ended entries for it; False when only open ones are left."""
        if self.bytes + size > MOST_BYTES:
            self.drop_oldest(size)
        if self.bytes + size > MOST_BYTES:
            return False
        self.bytes += size
        return True

    def drop_oldest(self, size: int) -> None:
        while len(self.entries) > MOST_ENTRIES or self.bytes + size > MOST_BYTES:
            ended = next((entry for entry in self.entries.values() if entry.ended_at is not None), None)
            if ended is None:
                return
            del self.entries[ended.id]
            self.bytes -= ended.cost

    async def until_received(self, number: int) -> None:
        while self.received < number:
            self.grown = self.grown or asyncio.Event()
            await self.grown.wait()

    @staticmethod
    async def until(entry: Entry, holds: Callable[[Entry], bool]) -> None:
        while not holds(entry):
            entry.changed = entry.changed or asyncio.Event()
            await entry.changed.wait()
