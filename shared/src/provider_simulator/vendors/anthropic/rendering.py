"""Answers in Anthropic's wire form: one JSON message, or the events of a stream."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import orjson

from provider_simulator import tokens
from provider_simulator.replies import Reply, arguments, dumps
from provider_simulator.vendors.base import Frame, Place

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from provider_simulator.conversation import ToolCall

STOP_REASONS = {
    "end": "end_turn",
    "length": "max_tokens",
    "stop_sequence": "stop_sequence",
    "tool_calls": "tool_use",
}
PING = b'event: ping\ndata: {"type": "ping"}\n\n'
DELTA = (
    b"event: content_block_delta\n"
    b'data: {"type":"content_block_delta","index":%d,"delta":{"type":"%s","%s":%s}}\n\n'
)


def stop_reason(reply: Reply) -> str:
    return reply.stop_reason or STOP_REASONS[reply.stop]


def usage(reply: Reply, output_tokens: int) -> dict[str, Any]:
    return {
        "input_tokens": reply.completion.input_tokens, "output_tokens": output_tokens,
        "cache_creation_input_tokens": 0, "cache_read_input_tokens": 0,
    }  # fmt: skip


def message(
    reply: Reply, content: list[dict[str, Any]], ending: dict[str, Any], spent: int
) -> dict[str, Any]:
    return {
        "model": reply.completion.model, "id": f"msg_01{reply.serial[:22]}", "type": "message",
        "role": "assistant", "content": content, **ending,
        "usage": usage(reply, spent) | {"service_tier": "standard"},
    }  # fmt: skip


def whole(reply: Reply) -> dict[str, Any]:
    content: list[dict[str, Any]] = [{"type": "text", "text": reply.text}] if reply.text else []
    content += [tool_use(call) | {"input": call.arguments} for call in reply.tool_calls]
    ending = {"stop_reason": stop_reason(reply), "stop_sequence": reply.stop_sequence}
    return message(reply, content, ending, reply.output_tokens)


def tool_use(call: ToolCall) -> dict[str, Any]:
    return {
        "type": "tool_use",
        "id": f"toolu_{call.id.removeprefix('call_')}",
        "name": call.name,
        "input": {},
    }


def event(value: dict[str, Any]) -> bytes:
    return b"event: %s\ndata: %s\n\n" % (value["type"].encode(), dumps(value))


def delta(index: int, kind: bytes, field: bytes, piece: str) -> bytes:
    return DELTA % (index, kind, field, orjson.dumps(piece))


def frames(reply: Reply) -> Iterator[Frame]:
    started = message(reply, [], {"stop_reason": None, "stop_sequence": None}, 1)
    yield Frame(Place.START, event({"type": "message_start", "message": started}))
    yield from blocks(reply)
    ending = {"stop_reason": stop_reason(reply), "stop_sequence": reply.stop_sequence}
    last = {"type": "message_delta", "delta": ending, "usage": usage(reply, reply.output_tokens)}
    yield Frame(Place.END, event(last))
    yield Frame(Place.END, event({"type": "message_stop"}))


def blocks(reply: Reply) -> Iterator[Frame]:
    """Give the content blocks, a ping after the first one's start; the last one's stop is an end."""
    opened: list[tuple[dict[str, Any], bytes, bytes, Iterable[str]]] = (
        [({"type": "text", "text": ""}, b"text_delta", b"text", reply.pieces)] if reply.text else []
    )
    opened += [
        (tool_use(call), b"input_json_delta", b"partial_json", ["", *tokens.split(arguments(call))])
        for call in reply.tool_calls
    ]
    for index, (block, kind, field, pieces) in enumerate(opened):
        before = Place.BETWEEN if index else Place.START
        yield Frame(before, event({"type": "content_block_start", "index": index, "content_block": block}))
        if not index:
            yield Frame(before, PING)
        for piece in pieces:
            yield Frame(Place.TOKEN if piece else before, delta(index, kind, field, piece))
        after = Place.END if index == len(opened) - 1 else Place.BETWEEN
        yield Frame(after, event({"type": "content_block_stop", "index": index}))
