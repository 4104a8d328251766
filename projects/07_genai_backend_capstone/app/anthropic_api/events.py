"""A streamed message, as Anthropic writes it: blocks that begin, grow and end, each event with its name."""

import json
from collections.abc import Iterable, Iterator
from typing import Any

from app.anthropic_api.errors import kind_of
from app.anthropic_api.responses import new_id, stop_reason
from genai_shared.lane import Piece
from genai_shared.prompt import ToolCallDelta
from genai_shared.schemas import ChatDone, ErrorDetail

TEXT = -1  # the block of text, where a tool call has its index


class Events:
    """A `Wire`. `model` is the name that was asked for: who answers is not known before the end."""

    def __init__(self, model: str) -> None:
        self._model = model
        self._blocks = 0
        self._open: int | None = None  # which block grows: TEXT, or a tool call's index

    def begin(self) -> Iterable[bytes]:
        message: dict[str, Any] = {
            "id": new_id(),
            "type": "message",
            "role": "assistant",
            "model": self._model,
            "content": [],
            "stop_reason": None,
            "stop_sequence": None,
            "usage": {"input_tokens": 0, "output_tokens": 0},  # known at the end, see message_delta
        }
        return [event("message_start", message=message), event("ping")]

    def piece(self, piece: Piece) -> Iterable[bytes]:
        if isinstance(piece, ChatDone):
            return self._end(piece)
        return self._tool(piece) if isinstance(piece, ToolCallDelta) else self._text(piece)

    def failed(self, error: ErrorDetail) -> bytes:
        return event("error", error={"type": kind_of(error.code), "message": error.message})

    def _text(self, text: str) -> Iterator[bytes]:
        yield from self._block(TEXT, {"type": "text", "text": ""})
        yield self._delta({"type": "text_delta", "text": text})

    def _tool(self, piece: ToolCallDelta) -> Iterator[bytes]:
        block: dict[str, Any] = {"type": "tool_use", "id": piece.id, "name": piece.name, "input": {}}
        yield from self._block(piece.index, block)
        yield self._delta({"type": "input_json_delta", "partial_json": piece.arguments})

    def _block(self, which: int, content: dict[str, Any]) -> Iterator[bytes]:
        """Begin a block, after the end of the one before it, unless it is the one that grows."""
        if which == self._open:
            return
        yield from self._close()
        self._open = which
        yield event("content_block_start", index=self._blocks, content_block=content)

    def _delta(self, delta: dict[str, Any]) -> bytes:
        return event("content_block_delta", index=self._blocks, delta=delta)

    def _close(self) -> Iterator[bytes]:
        if self._open is not None:
            yield event("content_block_stop", index=self._blocks)
            self._open, self._blocks = None, self._blocks + 1

    def _end(self, done: ChatDone) -> Iterator[bytes]:
        yield from self._close()
        usage = {"input_tokens": done.usage.input_tokens, "output_tokens": done.usage.output_tokens}
        delta = {"stop_reason": stop_reason(done.stop_reason), "stop_sequence": None}
        yield event("message_delta", delta=delta, usage=usage)
        yield event("message_stop")


def event(kind: str, **fields: Any) -> bytes:  # noqa: ANN401 - whatever JSON can hold
    """Return one event with its name, which Anthropic's client goes by."""
    return f"event: {kind}\ndata: {json.dumps({'type': kind, **fields})}\n\n".encode()
