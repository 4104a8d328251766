"""One request of the data port on its way through: the exchange, what the vendor sees, its journal entry."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

import orjson

from provider_simulator.web import JSON, Exchange, Headers

if TYPE_CHECKING:
    from collections.abc import Awaitable

    from provider_simulator.entry import Entry
    from provider_simulator.simulator import Simulator
    from provider_simulator.vendors.base import Request, Vendor, VendorError

T = TypeVar("T")


class CutError(Exception):
    """The socket is to be closed here, in the middle of the answer."""


@dataclass(slots=True)
class Call:
    simulator: Simulator
    vendor: Vendor
    exchange: Exchange
    request: Request
    entry: Entry

    async def start(self, status: int, headers: Headers) -> None:
        headers = [*headers, *self.vendor.headers(self.request, status)]
        self.entry.answered(status, headers)
        await self.exchange.start(status, headers)

    async def write(self, data: bytes, tokens: int = 0) -> None:
        await self.exchange.write(data)
        self.entry.add_frame(data, tokens)

    async def answer(self, status: int, data: bytes, headers: Headers, tokens: int = 0) -> None:
        """Send a whole answer."""
        await self.start(status, [*headers, (b"content-length", str(len(data)).encode())])
        self.entry.add_frame(data, tokens)
        await self.exchange.finish(data)

    async def answer_json(self, value: Any, tokens: int = 0) -> None:  # noqa: ANN401 any JSON value
        await self.answer(200, orjson.dumps(value), [JSON], tokens)

    async def refuse(self, error: VendorError, headers: Headers | None = None) -> None:
        body = orjson.dumps(self.vendor.error(self.request, error))
        await self.answer(error.status, body, [JSON, *(headers or [])])

    async def or_reset(self, waiting: Awaitable[T]) -> T:
        """Wait, but cut the answer when the simulator is reset meanwhile."""
        task = asyncio.ensure_future(waiting)
        closed = asyncio.ensure_future(self.entry.journal.closed.wait())
        try:
            await asyncio.wait({task, closed}, return_when=asyncio.FIRST_COMPLETED)
            if not task.done():
                raise CutError
            return task.result()
        finally:
            task.cancel()
            closed.cancel()

    async def silence(self) -> None:
        """Send nothing more until the client leaves (which ends the task) or the simulator is reset."""
        await self.entry.journal.closed.wait()
        raise CutError
