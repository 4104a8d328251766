"""The control port: reset, script, gates, journal, live events, and the wire inspector's files."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import parse_qs

from pydantic import BaseModel, ValidationError

from provider_simulator import inspection, origins, waiting
from provider_simulator.gates import Release
from provider_simulator.script import Script, ScriptBody, one_line
from provider_simulator.waiting import ControlError
from provider_simulator.web import EVENT_STREAM, BodyTooLargeError, ClientGoneError, ClientWatch, Exchange

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from provider_simulator.entry import Entry
    from provider_simulator.simulator import Simulator

BODY_LIMIT = 16 * 1024 * 1024
Body = TypeVar("Body", bound=BaseModel)


class Control:
    """One request of the control port."""

    def __init__(self, simulator: Simulator, exchange: Exchange) -> None:
        self.simulator, self.exchange = simulator, exchange
        self.query = {
            name: values[-1] for name, values in parse_qs(exchange.query, keep_blank_values=True).items()
        }

    async def serve(self) -> None:
        try:
            await self.route()
        except ControlError as error:
            await self.exchange.answer_json(error.status, {"error": error.message, **error.more})
        except BodyTooLargeError:
            await self.exchange.answer_json(413, {"error": f"the body is larger than {BODY_LIMIT} bytes"})
        except ClientGoneError:
            pass

    async def route(self) -> None:
        origins.refuse_strangers(self.exchange)
        method, path = self.exchange.method, self.exchange.path
        handler = ROUTES.get((method, path))
        if handler is not None:
            await handler(self)
        elif method == "GET" and path.startswith("/journal/"):
            await self.entry(path.removeprefix("/journal/"))
        elif method == "GET" and (file := inspection.file(path)) is not None:
            await self.exchange.answer(
                200, file.read_bytes(), [inspection.content_type(file), inspection.FRESH]
            )
        else:
            raise ControlError(404, f"the control port has no {method} {path}")

    async def body(self, schema: type[Body]) -> Body:
        raw = await self.exchange.body(BODY_LIMIT)
        try:
            return schema.model_validate_json(raw or b"{}")
        except ValidationError as error:
            raise ControlError(422, one_line(error)) from None

    async def no_content(self) -> None:
        await self.exchange.start(204, [])
        await self.exchange.finish()

    async def health(self) -> None:
        await self.exchange.answer_json(200, {"status": "ok", "data_url": self.simulator.data_url})

    async def reset(self) -> None:
        self.simulator.reset()
        await self.no_content()

    async def script(self) -> None:
        self.simulator.script = Script((await self.body(ScriptBody)).rules)
        await self.no_content()

    async def release(self) -> None:
        wanted = await self.body(Release)
        permits = float("inf") if wanted.all else wanted.tokens
        reached = self.simulator.gates.release(permits, wanted.request)
        if not reached:
            which = "no answer" if wanted.request is None else f"request {wanted.request} is not"
            raise ControlError(
                409, f"{which} waiting at a gate" if wanted.request else "no answer is gated now"
            )
        await self.exchange.answer_json(200, {"waiting": reached})

    async def journal(self) -> None:
        await self.entries(waiting.chosen(self.simulator.journal, self.query))

    async def entries(self, entries: list[Entry]) -> None:
        await self.exchange.answer_json(200, {"requests": [entry.as_json() for entry in entries]})

    async def wait(self) -> None:
        """Answer as soon as so many requests are in the journal."""
        number = waiting.number(self.query, "requests", 1)
        journal = self.simulator.journal
        arrived = await self.within(journal.until_received(number))
        if not arrived:
            raise ControlError(408, f"{journal.received} of {number} requests came in time")
        await self.entries(waiting.chosen(journal, self.query))

    async def entry(self, id_: str) -> None:
        """Answer with one entry, as soon as what `until` says holds."""
        entry = waiting.find(self.simulator.journal, id_)
        until = self.query.get("until", "started")
        holds = waiting.condition(until)
        if not holds(entry) and not await self.within(self.simulator.journal.until(entry, holds)):
            raise ControlError(
                408, f"request {entry.id} did not reach {until!r} in time", entry=entry.as_json()
            )
        await self.exchange.answer_json(200, entry.as_json())

    async def within(self, condition: Awaitable[Any]) -> bool:
        """Wait at most `timeout` seconds, and no longer than the client does."""
        seconds = waiting.seconds(self.query)
        try:
            async with ClientWatch(self.exchange), asyncio.timeout(seconds):
                await condition
        except TimeoutError:
            return False
        return True

    async def events(self) -> None:
        """Tell of every change in the journal, for as long as the page watches and keeps up."""
        feed = self.simulator.journal.feed
        watcher = feed.watch()
        try:
            async with ClientWatch(self.exchange):
                await self.exchange.start(200, [EVENT_STREAM, (b"cache-control", b"no-cache")])
                await self.exchange.write(b": the journal's changes\n\n")
                while not watcher.overrun:
                    await self.exchange.write(await watcher.take())
                await self.exchange.finish()
        finally:
            feed.leave(watcher)


ROUTES: dict[tuple[str, str], Callable[[Control], Awaitable[None]]] = {
    ("GET", "/health"): Control.health,
    ("POST", "/reset"): Control.reset,
    ("PUT", "/script"): Control.script,
    ("POST", "/gates/release"): Control.release,
    ("GET", "/journal"): Control.journal,
    ("GET", "/journal/wait"): Control.wait,
    ("GET", "/events"): Control.events,
}
