"""Wrong for a service with streams: slowapi's Redis client is synchronous, and so everybody waits for it.

A Redis that accepts connections and never answers stops the whole process for its time-outs, `/health` and
every open stream with it. `limits.aio`, on which the shared form stands, makes one request wait.
"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from fastapi import Request
from slowapi import Limiter

TIME_OUT = 0.3  # seconds


def build(url: str) -> Callable[..., Awaitable[Any]]:
    """Return a limited function, counted in the Redis at this address."""
    limiter = Limiter(
        key_func=lambda: "everybody",
        storage_uri=url,
        storage_options={"socket_timeout": TIME_OUT, "socket_connect_timeout": TIME_OUT},  # type: ignore[dict-item] # it says texts, and takes anything
        in_memory_fallback_enabled=True,
    )

    @limiter.limit("10/minute")
    async def answer(request: Request) -> str:  # noqa: ARG001 - slowapi looks for it
        return "answer"

    limited: Callable[..., Awaitable[Any]] = answer
    return limited


async def turns_during(work: Awaitable[Any]) -> int:
    """Return how often the event loop came round while this was done."""
    task, turns = asyncio.ensure_future(work), 0
    while not task.done():
        await asyncio.sleep(0)
        turns += 1
    return turns
