"""Stop working for a client that has left."""

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

from fastapi import Request

from genai_shared.errors import ClientGoneError

T = TypeVar("T")


async def while_connected(request: Request, work: Coroutine[Any, Any, T]) -> T:
    """Await `work`, and cancel it when the client closes the connection first.

    | first to happen | the work  | the caller gets      |
    | --------------- | --------- | -------------------- |
    | work returns    | done      | its result           |
    | work raises     | done      | its exception        |
    | client leaves   | cancelled | ClientGoneError      |
    | server stops    | cancelled | the cancellation     |
    """
    answer, gone = asyncio.create_task(work), asyncio.create_task(disconnect(request))
    try:
        await asyncio.wait({answer, gone}, return_when=asyncio.FIRST_COMPLETED)
        if not answer.done():
            raise ClientGoneError
        return answer.result()
    finally:
        answer.cancel()
        gone.cancel()
        await asyncio.gather(answer, gone, return_exceptions=True)


async def disconnect(request: Request) -> None:
    """Return when the client has closed the connection; nothing else comes once the body has been read."""
    while (await request.receive())["type"] != "http.disconnect":
        pass
