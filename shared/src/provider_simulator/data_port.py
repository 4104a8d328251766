"""The data port: find the vendor, play the faults that need no answer, validate, answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

import orjson

from provider_simulator import tutor
from provider_simulator.body import look_into
from provider_simulator.call import Call, CutError
from provider_simulator.delivery import deliver
from provider_simulator.faults import OK, Fault, FixedReply
from provider_simulator.replies import Completion, Reply, compose
from provider_simulator.sample import UnsatisfiableSchemaError
from provider_simulator.scripted import play_without_answer, scripted_answer
from provider_simulator.vendors import VENDORS
from provider_simulator.vendors.base import Request, VendorError
from provider_simulator.web import (
    JSON,
    BodyTooLargeError,
    ClientGoneError,
    Exchange,
)

if TYPE_CHECKING:
    from provider_simulator.conversation import Answer
    from provider_simulator.entry import Ending, Entry
    from provider_simulator.simulator import Simulator
    from provider_simulator.vendors.base import Vendor

UNKNOWN_PATH_BODY_LIMIT = 1024 * 1024


async def serve(simulator: Simulator, exchange: Exchange) -> None:
    """Answer one request of the data port, whoever it is for."""
    vendor = next((known for known in VENDORS if exchange.path.startswith(known.prefix + "/")), None)
    entry = simulator.journal.open(exchange)
    try:
        body, too_large = await read_body(exchange, vendor)
        entry.arrived(exchange.raw_headers, body)
    except ClientGoneError:
        entry.arrived(exchange.raw_headers, b"")
        entry.journal.add(entry)
        entry.end("client_gone")
        return
    if vendor is None:
        await nowhere(exchange, entry)
        return
    call = Call(simulator, vendor, exchange, seen_by(vendor, simulator, exchange, entry), entry)
    entry.vendor, entry.request_id = vendor.name, call.request.request_id
    look_into(entry)
    entry.journal.add(entry)
    call.request.too_large = too_large
    await conduct(call)


async def read_body(exchange: Exchange, vendor: Vendor | None) -> tuple[bytes, bool]:
    try:
        return await exchange.body(vendor.body_limit if vendor else UNKNOWN_PATH_BODY_LIMIT), False
    except BodyTooLargeError:
        return b"", True


async def nowhere(exchange: Exchange, entry: Entry) -> None:
    """Answer a path that belongs to no vendor."""
    look_into(entry)
    entry.journal.add(entry)
    prefixes = ", ".join(vendor.prefix for vendor in VENDORS)
    body = {"error": f"the provider simulator has nothing at {entry.path}; its vendors are at {prefixes}"}
    entry.answered(404, [JSON])
    entry.add_frame(orjson.dumps(body))
    await exchange.answer_json(404, body)
    entry.end("error")


def seen_by(vendor: Vendor, simulator: Simulator, exchange: Exchange, entry: Entry) -> Request:
    serial = simulator.serial(entry.id)
    return Request(
        method=exchange.method,
        path=exchange.path.removeprefix(vendor.prefix),
        query=exchange.query,
        headers={name.decode("latin-1"): value.decode("latin-1") for name, value in exchange.raw_headers},
        body=entry.body,
        request_id=vendor.request_id(serial),
        serial=serial,
    )


async def conduct(call: Call) -> None:
    """Answer, and note how it ended, whatever happens."""
    ending: Ending = "error"
    try:
        ending = await respond(call)
    except ClientGoneError:
        ending = "client_gone"
    except CutError:
        ending = "cut"
        await call.exchange.cut()
    finally:
        call.entry.end(ending)


def admit(call: Call) -> None:
    """Raise the vendor's own error for a body beyond its limit or a key it does not take."""
    if call.request.too_large:
        raise VendorError(413)
    call.vendor.authenticate(call.request)


async def respond(call: Call) -> Ending:
    request, vendor = call.request, call.vendor
    completion = request.method == "POST" and request.path == vendor.completions
    fault = call.simulator.script.next_fault(vendor.name, call.entry.model) if completion else OK
    call.entry.fault = None if fault.kind == "ok" else fault.kind
    if (ending := await play_without_answer(call, fault)) is not None:
        return ending
    try:
        admit(call)
        if not completion:
            await call.answer_json(vendor.other(request))
            return "complete"
        reply = answer(call, fault)
    except VendorError as error:
        await call.refuse(error)
        return "error"
    return await deliver(call, reply, fault)


def answer(call: Call, fault: Fault) -> Reply:
    """Read the request and find what to answer: what the script says, or else the tutor."""
    completion = call.vendor.read(call.request)
    entry, simulator = call.entry, call.simulator
    nonce = simulator.next_nonce()
    content = scripted_answer(fault, nonce)
    entry.nonce = None if isinstance(fault, FixedReply) and content else nonce
    stop_reason = fault.stop_reason if isinstance(fault, FixedReply) else None
    content = content or tutored(completion, nonce)
    reply = compose(completion, content, call.request.serial, simulator.started, stop_reason)
    entry.meant(reply.intended, completion.input_tokens, reply.output_tokens)
    return reply


def tutored(completion: Completion, nonce: str) -> Answer:
    try:
        return tutor.answer(completion.conversation, nonce)
    except UnsatisfiableSchemaError as error:
        raise VendorError(400, f"Invalid schema: {error}") from None
