"""From what a request asks to what is answered, in no vendor's words: tutor, stop sequences, limit."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING, Any, Literal

import orjson

from provider_simulator import tokens

if TYPE_CHECKING:
    from collections.abc import Iterator

    from provider_simulator.conversation import Answer, Conversation, ToolCall

Stop = Literal["end", "length", "stop_sequence", "tool_calls"]


@dataclass(frozen=True, slots=True)
class Completion:
    """One valid completion request, as a vendor module read it; `extra` is the vendor's own."""

    conversation: Conversation
    model: str
    stream: bool
    input_tokens: int
    max_tokens: int | None = None
    stop_sequences: tuple[str, ...] = ()
    extra: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Reply:
    """What is answered; the vendor gives it its wire form. `serial` is 32 hex digits for ids."""

    completion: Completion
    serial: str
    created: int
    text: str
    tool_calls: tuple[ToolCall, ...] = ()
    stop: Stop = "end"
    stop_sequence: str | None = None
    stop_reason: str | None = None  # the vendor's own word, when a script asks for one
    output_tokens: int = 0

    @property
    def pieces(self) -> Iterator[str]:
        """The text's tokens, in order."""
        return tokens.pieces(self.text)

    @property
    def intended(self) -> str:
        """The whole text meant to be sent; for tool calls, their arguments."""
        return self.text or "".join(arguments(call) for call in self.tool_calls)


def dumps(value: Any) -> bytes:  # noqa: ANN401 any JSON value
    """Write JSON, integers beyond 64 bits too, which orjson refuses."""
    try:
        return orjson.dumps(value)
    except TypeError:
        return json.dumps(value, separators=(",", ":")).encode()


def arguments(call: ToolCall) -> str:
    return dumps(call.arguments).decode()


def digest(seed: int, purpose: str, number: int, size: int) -> str:
    """Hex digits that depend on nothing but these: the same run gives the same nonces and ids."""
    return hashlib.blake2b(f"{seed}:{purpose}:{number}".encode(), digest_size=size).hexdigest()


def compose(
    completion: Completion, answer: Answer, serial: str, created: int, stop_reason: str | None = None
) -> Reply:
    """Apply the request's stop sequences and token limit to an answer."""
    if answer.tool_calls:
        return tool_reply(completion, answer, serial, created, stop_reason)
    text, stop_sequence = until_stop(answer.text, completion.stop_sequences)
    size, limit = tokens.count(text), completion.max_tokens
    stop: Stop = "stop_sequence" if stop_sequence is not None else "end"
    if limit is not None and size > limit:
        text, size, stop, stop_sequence = "".join(islice(tokens.pieces(text), limit)), limit, "length", None
    return Reply(
        completion, serial, created, text,
        stop=stop, stop_sequence=stop_sequence, stop_reason=stop_reason, output_tokens=size,
    )  # fmt: skip


def tool_reply(
    completion: Completion, answer: Answer, serial: str, created: int, stop_reason: str | None
) -> Reply:
    spent = sum(tokens.count(call.name) + tokens.count(arguments(call)) for call in answer.tool_calls)
    return Reply(
        completion, serial, created, answer.text, tool_calls=answer.tool_calls,
        stop="tool_calls", stop_reason=stop_reason, output_tokens=tokens.count(answer.text) + spent,
    )  # fmt: skip


def until_stop(text: str, sequences: tuple[str, ...]) -> tuple[str, str | None]:
    """Cut the text before the stop sequence that comes first."""
    found = [(place, sequence) for sequence in sequences if sequence and (place := text.find(sequence)) >= 0]
    if not found:
        return text, None
    place, sequence = min(found)
    return text[:place], sequence
