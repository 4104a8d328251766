"""A crowd that chats, streams and goes on with conversations, and keeps every receipt."""

from __future__ import annotations

import asyncio
import json
import random
from collections import Counter
from dataclasses import dataclass, field
from time import perf_counter
from typing import TYPE_CHECKING, Any

import aiohttp

if TYPE_CHECKING:
    from stage_7_parts import Person

STUBBORN = 90.0  # seconds in which a message to a conversation is sent again until it is acknowledged
UNHEARD = {"broken", "truncated", "unavailable"}  # nobody says what became of these


@dataclass(frozen=True)
class Attempt:
    """One request and how it ended: `how` is "" for a whole answer, else an error's code, or what broke."""

    person: str
    status: int
    how: str
    begun: float
    ended: float
    first_token: float | None = None  # seconds after it begun, of a stream


@dataclass
class Talk:
    """One person's conversation as that person knows it."""

    person: str
    id: str
    acknowledged: list[tuple[str, str]] = field(default_factory=list)  # question, answer
    given_up: set[str] = field(default_factory=set)  # questions that were never acknowledged


@dataclass
class Receipts:
    """What came of everything."""

    attempts: list[Attempt] = field(default_factory=list)
    talks: list[Talk] = field(default_factory=list)
    forgotten: list[str] = field(default_factory=list)  # conversations that lacked what was acknowledged
    seconds: float = 0.0

    def statuses(self) -> dict[str, int]:
        return dict(sorted(Counter(f"{one.status} {one.how}".strip() for one in self.attempts).items()))

    def unheard(self, person: str) -> int:
        """Return how many answers of somebody were lost on the way, so that nobody knows their cost."""
        return sum(one.how in UNHEARD for one in self.attempts if one.person == person)


class Visitor:
    """One person of the crowd, on a connection of its own."""

    def __init__(self, session: aiohttp.ClientSession, person: Person, receipts: Receipts) -> None:
        self.session, self.person, self.receipts = session, person, receipts
        self.headers = {"X-API-Key": person.key}

    async def stay(self, over: asyncio.Event, think: float) -> None:
        """Do one thing after the other: ask, stream, add to the conversation, read it."""
        await asyncio.sleep(think * random.random())  # noqa: S311 - nobody's secret
        talk, number = await self.begin(), random.randrange(5)  # noqa: S311 - nobody's secret
        while not over.is_set():
            number += 1
            match number % 5:
                case 0 | 1 as way:
                    await self.send("/v1/chat/stream" if way else "/v1/chat", self.asks(number))
                case 2 | 3 as way:
                    await self.add(talk, number, "/stream" if way == 3 else "")
                case _:
                    await self.read(talk)
            await asyncio.sleep(think)
        await self.read(talk)

    def asks(self, number: int) -> dict[str, Any]:
        return {"message": f"{self.person.name} {number}: what is SSE?", "max_tokens": 12}

    async def begin(self) -> Talk:
        while True:
            status, _, body = await self.send("/v1/conversations", {"title": self.person.name})
            if status == 201:
                self.receipts.talks.append(talk := Talk(self.person.name, json.loads(body)["id"]))
                return talk
            await asyncio.sleep(1)

    async def add(self, talk: Talk, number: int, way: str) -> None:
        """Add a message, and send it again under its key until somebody says that it is stored."""
        question, until = self.asks(number), perf_counter() + STUBBORN
        path = f"/v1/conversations/{talk.id}/messages{way}"
        while perf_counter() < until:
            status, how, body = await self.send(path, question, {"Idempotency-Key": f"{number}"})
            if status == 200 and not how:
                talk.acknowledged.append((question["message"], content_of(body)))
                return
            await asyncio.sleep(1)
        talk.given_up.add(question["message"])

    async def read(self, talk: Talk) -> None:
        """Read the conversation: what was acknowledged is in it, in this order."""
        status, _, body = await self.send(f"/v1/conversations/{talk.id}", None)
        if status == 200:
            said = [one["content"] for one in json.loads(body)["messages"] if one["role"] == "user"]
            kept = [question for question in said if question not in talk.given_up]
            if kept != [question for question, _ in talk.acknowledged]:
                self.receipts.forgotten.append(talk.id)

    async def send(
        self, path: str, body: object, headers: dict[str, str] | None = None
    ) -> tuple[int, str, bytes]:
        """Send a request and keep its receipt; status 0: the connection broke."""
        begun, first, received, status, how = perf_counter(), None, b"", 0, "broken"
        ask = self.session.get if body is None else self.session.post
        options: dict[str, Any] = {} if body is None else {"json": body}
        try:
            async with ask(path, headers=self.headers | (headers or {}), **options) as reply:
                status, streamed = reply.status, reply.content_type == "text/event-stream"
                async for piece in reply.content.iter_any():
                    first = perf_counter() - begun if streamed and first is None else first
                    received += piece
                how = ending(received, streamed=streamed)
        except (aiohttp.ClientError, OSError, TimeoutError):
            how = "broken"
        self.receipts.attempts.append(Attempt(self.person.name, status, how, begun, perf_counter(), first))
        return status, how, received


def events(body: bytes) -> list[dict[str, Any]]:
    return [json.loads(block[6:]) for block in body.split(b"\n\n") if block.startswith(b"data: ")]


def ending(body: bytes, *, streamed: bool) -> str:
    """Return "" for a whole answer, else the code of its error, `truncated`, or `no JSON`."""
    if not streamed:
        try:
            return str(json.loads(body or b"{}").get("error", {}).get("code", ""))
        except ValueError:
            return "no JSON"
    last = (events(body) or [{}])[-1]
    return "" if last.get("type") == "done" else str(last.get("error", {}).get("code", "truncated"))


def content_of(body: bytes) -> str:
    """Return the answer's text, of a whole or a stream."""
    if body.startswith(b"{"):
        return str(json.loads(body)["content"])
    return "".join(event["text"] for event in events(body) if event["type"] == "token")


async def visit(url: str, people: list[Person], over: asyncio.Event, think: float) -> Receipts:
    """Let all of them in until it is over; what they have begun they end."""
    receipts, begun = Receipts(), perf_counter()
    timeout, connector = aiohttp.ClientTimeout(total=120), aiohttp.TCPConnector(limit=0)
    async with aiohttp.ClientSession(url, connector=connector, timeout=timeout) as session:
        visitors = [Visitor(session, person, receipts) for person in people]
        await asyncio.gather(*(visitor.stay(over, think) for visitor in visitors))
    receipts.seconds = perf_counter() - begun
    return receipts
