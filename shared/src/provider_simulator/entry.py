"""One request in the journal, from its arrival to how its answer ended."""

from __future__ import annotations

from array import array
from itertools import pairwise
from time import monotonic
from typing import TYPE_CHECKING, Any, Literal

import orjson

from provider_simulator import masking

if TYPE_CHECKING:
    import asyncio

    from provider_simulator.journal import Journal
    from provider_simulator.web import Headers

Ending = Literal["in_progress", "complete", "client_gone", "cut", "truncated", "error"]
FRAME_BYTES = 64 * 1024
TOKEN_TIMES = 10_000
TIME_COST = 8  # bytes of one time
OBJECT_COST = 2_500  # bytes: the object itself, its lists, its response headers
FRAME_COST = 16  # bytes a kept frame costs beyond its text


def compact(data: bytes) -> bytes:
    """Copy what orjson made: its buffers are kilobytes larger than their text."""
    return bytes(memoryview(data))


class Entry:
    """What is kept is bytes as they came and left; JSON is made only when someone asks."""

    __slots__ = (
        "body", "body_is_json", "changed", "connection", "ended", "ended_at", "fault", "first_token_at",
        "frame_ends", "frame_text", "frame_times", "gated", "headers", "id", "journal", "key", "method",
        "model", "nonce", "path", "query", "received_at", "reply", "request_id", "response_headers", "status",
        "stream", "token_times", "tokens_sent", "usage", "vendor",
    )  # fmt: skip

    def __init__(self, journal: Journal) -> None:
        self.journal, self.id = journal, 0
        self.method = self.path = self.query = self.connection = ""
        self.vendor: str | None = None
        self.model: str | None = None
        self.stream = False
        self.headers = self.response_headers = b"{}"  # JSON
        self.body = self.key = b""  # the key is only for comparing; it is never shown
        self.body_is_json = False
        self.received_at = journal.now()
        self.first_token_at: float | None = None
        self.ended_at: float | None = None
        self.token_times = array("d")
        self.tokens_sent = 0
        self.status: int | None = None
        self.request_id: str | None = None
        self.frame_text = bytearray()  # one buffer for all: a thousand open streams hold many frames
        self.frame_ends = array("L")
        self.frame_times = array("d")
        self.ended: Ending = "in_progress"
        self.gated = False
        self.fault: str | None = None
        self.nonce: str | None = None
        self.reply: str | None = None
        self.usage: dict[str, int] | None = None
        self.changed: asyncio.Event | None = None

    def arrived(self, headers: Headers, body: bytes) -> None:
        """Take a number once the whole request is here, so that numbers follow the order of entries."""
        self.journal.received += 1
        self.id = self.journal.received
        self.headers, self.body = compact(orjson.dumps(masking.shown(headers))), body
        self.key = masking.credential(headers)

    def answered(self, status: int, headers: Headers) -> None:
        """Note the status and headers just before they are sent."""
        self.status, self.response_headers = status, compact(orjson.dumps(masking.shown(headers)))

    def meant(self, reply: str, input_tokens: int, output_tokens: int) -> None:
        """Note the whole answer before any of it is sent."""
        self.reply, self.usage = reply, {"input_tokens": input_tokens, "output_tokens": output_tokens}
        self.journal.bytes += len(reply)

    @property
    def cost(self) -> int:
        """About how many bytes this entry holds."""
        frames = len(self.frame_text) + FRAME_COST * len(self.frame_ends)
        answer = len(self.reply or "") + TIME_COST * len(self.token_times) + frames
        return OBJECT_COST + len(self.headers) + len(self.body) + answer

    def notify(self) -> None:
        if self.changed is not None:
            self.changed.set()
            self.changed = None

    def set_gated(self, *, gated: bool) -> None:
        self.gated = gated
        self.notify()

    def add_frame(self, frame: bytes, tokens: int = 0) -> None:
        """Record what was just sent and how many tokens it held; keep it only while there is room."""
        at = monotonic() - self.journal.started
        if tokens:
            self.first_token_at = at if self.first_token_at is None else self.first_token_at
            self.tokens_sent += tokens
            if len(self.token_times) < TOKEN_TIMES:
                self.token_times.append(at)
                self.journal.bytes += TIME_COST
        room = len(self.frame_text) + len(frame) <= FRAME_BYTES
        if room and self.journal.has_room(len(frame) + FRAME_COST):
            self.frame_text += frame
            self.frame_ends.append(len(self.frame_text))
            self.frame_times.append(at)
            if self.journal.feed.watchers:
                self.journal.feed.frame(self, frame, at)
        if self.changed is not None:
            self.notify()

    def end(self, ending: Ending) -> None:
        self.ended, self.gated, self.ended_at = ending, False, self.journal.now()
        self.notify()
        self.journal.feed.ended(self)

    def without_frames(self) -> dict[str, Any]:
        return {
            "id": self.id, "vendor": self.vendor, "method": self.method, "path": self.path,
            "query": self.query, "model": self.model, "stream": self.stream,
            "headers": orjson.Fragment(self.headers), "key": masking.fingerprint(self.key),
            **self.shown_body(), "connection": self.connection,
            "received_at": self.received_at, "first_token_at": self.first_token_at,
            "ended_at": self.ended_at, "tokens_sent": self.tokens_sent, "status": self.status,
            "response_headers": orjson.Fragment(self.response_headers), "request_id": self.request_id,
            "ended": self.ended, "gated": self.gated, "fault": self.fault, "nonce": self.nonce,
            "reply": self.reply, "usage": self.usage,
        }  # fmt: skip

    def shown_body(self) -> dict[str, Any]:
        body = masking.without(self.key, self.body)
        if self.body_is_json:
            return {"body": orjson.Fragment(body)}
        return {"body": None} | ({"body_text": body.decode("utf-8", "replace")} if body else {})

    def as_json(self) -> dict[str, Any]:
        frames = [
            masking.without(self.key, self.frame_text[start:end]).decode("utf-8", "replace")
            for start, end in pairwise([0, *self.frame_ends])
        ]
        times = self.token_times.tolist()
        return self.without_frames() | {
            "token_times": times, "frames": frames, "frame_times": self.frame_times.tolist(),
        }  # fmt: skip
