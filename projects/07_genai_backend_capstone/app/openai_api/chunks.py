"""A streamed completion, as OpenAI writes it: chunks, and `[DONE]` at the end of one that is whole."""

import json
import time
from collections.abc import Iterable
from typing import Any

from app.openai_api.responses import TokenUsage, new_id
from genai_shared.lane import Piece
from genai_shared.prompt import ToolCallDelta
from genai_shared.schemas import ChatDone, ErrorDetail

DONE = b"data: [DONE]\n\n"


class Chunks:
    """A `Wire`. `model` is the name that was asked for: who answers is not known before the end."""

    def __init__(self, model: str, *, include_usage: bool) -> None:
        self._head = {
            "id": new_id(),
            "object": "chat.completion.chunk",
            "created": int(time.time()),
            "model": model,
        }
        self._include_usage = include_usage

    def begin(self) -> Iterable[bytes]:
        return [self._choice({"role": "assistant", "content": ""})]

    def piece(self, piece: Piece) -> Iterable[bytes]:
        if isinstance(piece, str):
            return [self._choice({"content": piece})]
        if isinstance(piece, ToolCallDelta):
            return [self._choice({"tool_calls": [tool_call(piece)]})]
        return self._end(piece)

    def failed(self, error: ErrorDetail) -> bytes:
        return frame({"error": error.model_dump()})

    def _end(self, done: ChatDone) -> Iterable[bytes]:
        yield self._choice({}, done.stop_reason)
        if self._include_usage:
            yield self._chunk([], usage=TokenUsage.of(done.usage).model_dump())
        yield DONE

    def _choice(self, delta: dict[str, Any], finish_reason: str | None = None) -> bytes:
        return self._chunk([{"index": 0, "delta": delta, "finish_reason": finish_reason, "logprobs": None}])

    def _chunk(self, choices: list[dict[str, Any]], usage: dict[str, Any] | None = None) -> bytes:
        more = {"usage": usage} if self._include_usage else {}
        return frame({**self._head, "choices": choices, **more})


def tool_call(delta: ToolCallDelta) -> dict[str, Any]:
    """Return a piece of a tool call; only the first one has an id and a name."""
    function = (
        {"name": delta.name, "arguments": delta.arguments} if delta.name else {"arguments": delta.arguments}
    )
    first = {"id": delta.id, "type": "function"} if delta.id else {}
    return {"index": delta.index, **first, "function": function}


def frame(data: dict[str, Any]) -> bytes:
    return f"data: {json.dumps(data)}\n\n".encode()
