"""This course's own events: `token`, and then `done` or `error`."""

from collections.abc import Iterable
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict

from genai_shared.lane import Piece
from genai_shared.schemas import ChatDone, ErrorDetail, Text, not_blank
from genai_shared.sse import event


class StreamQuestion(BaseModel):
    """The query of `GET /v1/chat/stream`. Unknown parameters are refused, as everywhere."""

    model_config = ConfigDict(extra="forbid")

    message: Annotated[Text, AfterValidator(not_blank)]
    model: Text | None = None


class ChatEvents:
    """A `Wire`."""

    def begin(self) -> Iterable[bytes]:
        return ()

    def piece(self, piece: Piece) -> Iterable[bytes]:
        if isinstance(piece, str):
            return [event("token", text=piece)]
        return [event("done", **piece.model_dump())] if isinstance(piece, ChatDone) else []

    def failed(self, error: ErrorDetail) -> bytes:
        return event("error", error=error.model_dump())
