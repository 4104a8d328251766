"""A crowd of users who chat, by turns as a whole and as a stream, and what each of them got."""

from __future__ import annotations

import asyncio
import json
import random
import statistics
from collections import Counter
from dataclasses import dataclass, field
from time import perf_counter
from typing import TYPE_CHECKING

import aiohttp

if TYPE_CHECKING:
    from stage_5_stack import User

PATHS = ("/v1/chat", "/v1/chat/stream")


@dataclass(frozen=True)
class Visit:
    """How a crowd behaves."""

    label: str  # begins the ids of its requests
    seconds: float
    think: float  # seconds, after each answer
    least: int = 0  # requests of each user with few, however long they take: then a limit is met
    probes: bool = False  # ask for /health meanwhile


@dataclass
class Got:
    """What came of everything."""

    answers: dict[str, tuple[int, str]] = field(default_factory=dict)  # by request id: status, code or ending
    by_user: dict[str, Counter[int]] = field(default_factory=dict)
    broken: list[str] = field(default_factory=list)  # ids of requests whose connection broke
    seconds: list[float] = field(default_factory=list)  # each request's time, to its last byte
    health: list[tuple[float, float]] = field(default_factory=list)  # when each probe began, and its time

    def statuses(self) -> dict[str, int]:
        return dict(
            sorted(Counter(f"{status} {how}".strip() for status, how in self.answers.values()).items())
        )

    def of_our_own_making(self) -> list[str]:
        """Return the ids of server errors that no provider caused."""
        return [
            id_
            for id_, (status, how) in self.answers.items()
            if (status >= 500 or status == 200)
            and how not in {"", "done"}
            and not how.startswith("provider_")
        ]


async def chat_on(session: aiohttp.ClientSession, user: User, got: Got, until: float, visit: Visit) -> None:
    """Ask again and again until it is time to go; every request has an id of its own."""
    number, least = 0, visit.least if user.tier == "free" else 0
    await asyncio.sleep(visit.think * random.random())  # noqa: S311 - nobody's secret
    while perf_counter() < until or number < least:
        number += 1
        id_ = f"{visit.label}-{user.name}-{number}"
        headers = {"X-API-Key": user.key, "X-Request-ID": id_}
        begun = perf_counter()
        try:
            body = {"message": "What is SSE?", "max_tokens": 12}
            async with session.post(PATHS[number % 2], json=body, headers=headers) as reply:
                how = ending(await reply.read(), reply.content_type)
                got.answers[id_] = (reply.status, how)
                got.by_user.setdefault(user.name, Counter())[reply.status] += 1
        except (aiohttp.ClientError, OSError, TimeoutError):
            got.broken.append(id_)
        got.seconds.append(perf_counter() - begun)
        await asyncio.sleep(visit.think)


def ending(body: bytes, content_type: str) -> str:
    """Return how an answer ended: "" for a whole one, else the code of its error, or `truncated`."""
    if content_type == "text/event-stream":
        blocks = [block for block in body.split(b"\n\n") if block.startswith(b"data: ")]
        last = json.loads(blocks[-1][6:]) if blocks else {}
        return "done" if last.get("type") == "done" else last.get("error", {}).get("code", "truncated")
    try:
        return str(json.loads(body).get("error", {}).get("code", ""))
    except ValueError:
        return "no JSON"


async def probe(session: aiohttp.ClientSession, got: Got, until: float) -> None:
    """Ask for /health fifty times a second."""
    while perf_counter() < until:
        begun = perf_counter()
        async with session.get("/health") as reply:
            await reply.read()
        got.health.append((begun, perf_counter() - begun))
        await asyncio.sleep(0.02)


async def crowd(url: str, users: list[User], visit: Visit) -> Got:
    """Let all of them chat for so long, each with a connection of its own."""
    got, until = Got(), perf_counter() + visit.seconds
    timeout = aiohttp.ClientTimeout(total=120)
    connector = aiohttp.TCPConnector(limit=0)
    async with aiohttp.ClientSession(url, connector=connector, timeout=timeout) as session:
        tasks = [chat_on(session, user, got, until, visit) for user in users]
        await asyncio.gather(*tasks, *([probe(session, got, until)] if visit.probes else []))
    return got


def percentile(values: list[float], percent: int) -> float:
    """Return it in milliseconds."""
    if len(values) < 2:
        return 1000 * sum(values)
    return 1000 * statistics.quantiles(values, n=100)[percent - 1]
