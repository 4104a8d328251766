"""Give an answer OpenAI's form: one JSON object, or a stream of chunks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import orjson

from provider_simulator import tokens
from provider_simulator.replies import Reply, arguments, dumps
from provider_simulator.vendors.base import Frame, Place

if TYPE_CHECKING:
    from collections.abc import Iterator

    from provider_simulator.conversation import ToolCall

FINISH = {"end": "stop", "stop_sequence": "stop", "length": "length", "tool_calls": "tool_calls"}
DONE = b"data: [DONE]\n\n"


def finish_reason(reply: Reply) -> str:
    return reply.stop_reason or FINISH[reply.stop]


def calls(reply: Reply) -> tuple[ToolCall, ...]:
    """Give the calls to send: one at a time when the request wants none in parallel."""
    return reply.tool_calls if reply.completion.extra["parallel"] else reply.tool_calls[:1]


def tool_call(call: ToolCall) -> dict[str, Any]:
    return {"id": call.id, "type": "function", "function": {"name": call.name, "arguments": arguments(call)}}


def usage(reply: Reply) -> dict[str, Any]:
    spent, written = reply.completion.input_tokens, reply.output_tokens
    return {
        "prompt_tokens": spent,
        "completion_tokens": written,
        "total_tokens": spent + written,
        "prompt_tokens_details": {"cached_tokens": 0, "audio_tokens": 0},
        "completion_tokens_details": {
            "reasoning_tokens": 0,
            "audio_tokens": 0,
            "accepted_prediction_tokens": 0,
            "rejected_prediction_tokens": 0,
        },
    }


def message(reply: Reply) -> dict[str, Any]:
    chosen = calls(reply)
    text = None if chosen and not reply.text else reply.text
    said: dict[str, Any] = {"role": "assistant", "content": text, "refusal": None, "annotations": []}
    return {**said, "tool_calls": [tool_call(call) for call in chosen]} if chosen else said


def common(reply: Reply, kind: str) -> dict[str, Any]:
    tier = reply.completion.extra["service_tier"]
    return {
        "id": f"chatcmpl-{reply.serial[:29]}",
        "object": kind,
        "created": reply.created,
        "model": reply.completion.model,
        "service_tier": tier if tier in ("flex", "priority") else "default",
        "system_fingerprint": "fp_simulator",
    }


def whole(reply: Reply) -> dict[str, Any]:
    choice = {"index": 0, "message": message(reply), "logprobs": None, "finish_reason": finish_reason(reply)}
    return {**common(reply, "chat.completion"), "choices": [choice], "usage": usage(reply)}


def event(value: dict[str, Any]) -> bytes:
    return b"data: " + dumps(value) + b"\n\n"


class Chunks:
    """Writes the chunks of one answer; the parts that never change are written once."""

    def __init__(self, reply: Reply) -> None:
        self.reply = reply
        self.common = common(reply, "chat.completion.chunk")
        # When usage is asked for, every chunk has the field, and only the last one has it filled.
        self.tail: dict[str, Any] = {"usage": None} if reply.completion.extra["include_usage"] else {}

    def choice(self, delta: dict[str, Any], finish: str | None) -> dict[str, Any]:
        return {"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish}

    def chunk(self, delta: dict[str, Any], finish: str | None = None) -> bytes:
        return event({**self.common, "choices": [self.choice(delta, finish)], **self.tail})

    def frames(self) -> Iterator[Frame]:
        for data in self.opening():
            yield Frame(Place.START, data)
        before, after = self.chunk({"content": 0}).split(b'"content":0')
        for piece in self.reply.pieces:
            yield Frame(Place.TOKEN, b'%b"content":%b%b' % (before, orjson.dumps(piece), after))
        for index, call in enumerate(calls(self.reply)):
            yield from self.call_frames(index, call)
        for data in self.closing():
            yield Frame(Place.END, data)
        yield Frame(Place.END, DONE)

    def call_frames(self, index: int, call: ToolCall) -> Iterator[Frame]:
        """Name the call first, then send its arguments piece by piece."""
        function = {"name": call.name, "arguments": ""}
        opening = {"index": index, "id": call.id, "type": "function", "function": function}
        yield Frame(Place.BETWEEN, self.chunk({"tool_calls": [opening]}))
        for piece in tokens.split(arguments(call)):
            yield Frame(
                Place.TOKEN, self.chunk({"tool_calls": [{"index": index, "function": {"arguments": piece}}]})
            )

    def opening(self) -> Iterator[bytes]:
        content = None if self.reply.tool_calls and not self.reply.text else ""
        yield self.chunk({"role": "assistant", "content": content, "refusal": None})

    def closing(self) -> Iterator[bytes]:
        yield self.chunk({}, finish_reason(self.reply))
        if self.tail:
            yield event({**self.common, "choices": [], "usage": usage(self.reply)})
