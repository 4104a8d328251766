"""The live feed of journal changes, for the wire inspector."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import orjson

from provider_simulator import masking

if TYPE_CHECKING:
    from provider_simulator.entry import Entry

WAITING_EVENTS = 10_000


class Watcher:
    """One page that watches; when it is too slow its connection ends, and it reads the journal anew."""

    def __init__(self) -> None:
        self.events: list[bytes] = []
        self.overrun = False
        self.changed = asyncio.Event()

    def put(self, event: bytes) -> None:
        if len(self.events) >= WAITING_EVENTS:
            self.overrun = True
        else:
            self.events.append(event)
        self.changed.set()

    async def take(self) -> bytes:
        """Wait for events and give all that are there."""
        await self.changed.wait()
        self.changed.clear()
        taken, self.events = self.events, []
        return b"".join(taken)


class Feed:
    def __init__(self) -> None:
        self.watchers: set[Watcher] = set()

    def watch(self) -> Watcher:
        watcher = Watcher()
        self.watchers.add(watcher)
        return watcher

    def leave(self, watcher: Watcher) -> None:
        self.watchers.discard(watcher)

    def publish(self, name: str, value: Any) -> None:  # noqa: ANN401 any JSON value
        # A body is passed on as it was written; line ends in it are only between its tokens.
        data = orjson.dumps(value).replace(b"\r", b" ").replace(b"\n", b" ")
        event = b"event: %s\ndata: %s\n\n" % (name.encode(), data)
        for watcher in self.watchers:
            watcher.put(event)

    def request(self, entry: Entry) -> None:
        if self.watchers:
            self.publish("request", entry.without_frames())

    def frame(self, entry: Entry, frame: bytes, at: float) -> None:
        """Tell of one frame; the first one also brings the status and headers it came with."""
        index = len(entry.frame_ends) - 1
        value: dict[str, Any] = {
            "id": entry.id, "index": index, "at": at,
            "frame": masking.without(entry.key, frame).decode("utf-8", "replace"),
            "tokens_sent": entry.tokens_sent, "first_token_at": entry.first_token_at,
        }  # fmt: skip
        if index == 0:
            value |= {"status": entry.status, "response_headers": orjson.Fragment(entry.response_headers)}
        self.publish("frame", value)

    def ended(self, entry: Entry) -> None:
        if self.watchers:
            self.publish("ended", entry.without_frames())

    def reset(self) -> None:
        self.publish("reset", {})
