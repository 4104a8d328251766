"""Deliver an answer: every fault that concerns an answer, for every vendor, JSON and stream, in one place."""

from __future__ import annotations

import asyncio
from time import monotonic
from typing import TYPE_CHECKING

from provider_simulator.call import Call, CutError
from provider_simulator.faults import Cut, ErrorEvent, Gated, InvalidJson, SlowFirstToken, Stall, Truncate
from provider_simulator.replies import dumps
from provider_simulator.vendors.base import Place, VendorError
from provider_simulator.web import EVENT_STREAM, JSON, ClientWatch

if TYPE_CHECKING:
    from provider_simulator.entry import Ending
    from provider_simulator.faults import Fault
    from provider_simulator.gates import Gate
    from provider_simulator.replies import Reply

STREAM_HEADERS = [EVENT_STREAM, (b"cache-control", b"no-cache")]
TIMER_SLACK = 0.001  # seconds by which the event loop's timers may be early
NOT_JSON = b'{"this": is not JSON'
BREAKS = (Cut, ErrorEvent, Stall, Truncate)


class Pace:
    """When the next token may leave: after the gate, the scripted delay, and the pace of a real model."""

    def __init__(self, call: Call, fault: Fault, gate: Gate | None) -> None:
        settings = call.simulator.settings
        self.call, self.gate = call, gate
        self.delay = fault.seconds if isinstance(fault, SlowFirstToken) else 0.0
        self.first = settings.time_to_first_token
        self.interval = 1 / settings.tokens_per_second if settings.tokens_per_second else 0.0
        self.due: float | None = None

    @property
    def waits(self) -> bool:
        return bool(self.gate or self.delay or self.first or self.interval)

    async def wait(self, tokens: int = 1) -> None:
        """Wait until so many tokens may leave together; at the least, let other streams go on."""
        if not self.waits:
            await asyncio.sleep(0)
        if self.delay:
            await self.call.or_reset(sleep_until(monotonic() + self.delay))
            self.delay = 0.0
        if self.first or self.interval:
            await self.like_a_model(tokens)
        if self.gate is not None:
            await self.at_the_gate(self.gate)

    async def like_a_model(self, tokens: int) -> None:
        if self.due is None:
            self.due = monotonic() + self.first
            tokens -= 1
        self.due += tokens * self.interval
        await sleep_until(self.due)

    async def at_the_gate(self, gate: Gate) -> None:
        while not gate.take():
            await self.call.or_reset(gate.released())


async def sleep_until(due: float) -> None:
    """Sleep, or at least let other streams go on; never end early."""
    ahead = due - monotonic()
    await asyncio.sleep(ahead + TIMER_SLACK if ahead > 0 else 0)


async def deliver(call: Call, reply: Reply, fault: Fault) -> Ending:
    """Send the answer as the request wants it, with what the fault does to it; say how it ended."""
    gates, entry = call.simulator.gates, call.entry
    gate = None
    if isinstance(fault, Gated):
        gate = gates.add(entry, fault.open if reply.completion.stream else 0)
    pace = Pace(call, fault, gate)
    try:
        if reply.completion.stream:
            async with ClientWatch(call.exchange):
                return await stream(call, reply, fault, pace)
        if not pace.waits and not isinstance(fault, Stall):
            return await whole(call, reply, fault)
        async with ClientWatch(call.exchange):
            await pace.wait(reply.output_tokens)
            return await whole(call, reply, fault)
    finally:
        if gate is not None:
            gates.remove(gate)


async def stream(call: Call, reply: Reply, fault: Fault, pace: Pace) -> Ending:
    await call.start(200, STREAM_HEADERS)
    if isinstance(fault, Cut) and fault.after_tokens == 0:
        raise CutError
    limit = (fault.after_tokens or 0) if isinstance(fault, BREAKS) else None
    broken = isinstance(fault, InvalidJson)
    sent = 0
    for place, data in call.vendor.frames(reply):
        if limit is not None and place is not Place.START and (sent >= limit or place is Place.END):
            return await break_off(call, fault)
        if place is Place.TOKEN:
            await pace.wait()
            sent += 1
            await call.write(data[: len(data) // 2] + b"\n\n" if broken and sent == 1 else data, 1)
        else:
            await call.write(data)
    await call.exchange.finish()
    return "error" if broken else "complete"


async def break_off(call: Call, fault: Fault) -> Ending:
    """Do what ends a stream before its time."""
    match fault:
        case ErrorEvent():
            await call.write(call.vendor.error_frame(call.request, fault.error_type))
            await call.exchange.finish()
            return "error"
        case Truncate():
            await call.exchange.finish()
            return "truncated"
        case Stall():
            await call.silence()
    raise CutError


async def whole(call: Call, reply: Reply, fault: Fault) -> Ending:
    """Send the answer as one JSON body, or the part of it that the fault lets through."""
    body = dumps(call.vendor.json(reply))
    half = body[: len(body) // 2]
    match fault:
        case InvalidJson():
            await call.answer(200, NOT_JSON, [JSON])
            return "error"
        case ErrorEvent():
            await call.refuse(VendorError(call.vendor.overloaded, kind=fault.error_type))
            return "error"
        case Truncate():
            await call.answer(200, half, [JSON])
            return "truncated"
        case Cut() | Stall():
            await call.start(200, [JSON, (b"content-length", str(len(body)).encode())])
            await call.write(half)
            if isinstance(fault, Stall):
                await call.silence()
            raise CutError
    await call.answer(200, body, [JSON], reply.output_tokens)
    return "complete"
