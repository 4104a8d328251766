"""Turn an answer under way into the frames of whichever API was asked, and earn the 200 first."""

import logging
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from typing import Protocol

from fastapi import Request

from genai_shared.client_gone import while_connected
from genai_shared.errors import ApiError, InternalError
from genai_shared.errors.responses import report
from genai_shared.lane import AnswerStream, Lane, Piece
from genai_shared.prompt import Prompt
from genai_shared.schemas import ChatDone, ErrorDetail
from genai_shared.stopping import Stopping

logger = logging.getLogger(__name__)


class Wire(Protocol):
    """How an API writes a stream. One is made for each answer, so it may remember what it has sent."""

    def begin(self) -> Iterable[bytes]:
        """Return what stands before the first piece."""

    def piece(self, piece: Piece) -> Iterable[bytes]:
        """Return a piece; a ChatDone is the last, and what ends the stream comes with it."""

    def failed(self, error: ErrorDetail) -> bytes:
        """Return what tells that the answer broke off."""


@asynccontextmanager
async def opened(
    prompt: Prompt, lane: Lane, stopping: Stopping, request: Request
) -> AsyncIterator[AnswerStream]:
    """Give an answer once its first token is there; close it afterwards, however that comes about.

    ApiError: there is no first token, and it is not too late for a status.
    """
    async with stopping.unless_over():
        stream = await while_connected(request, lane.stream(prompt))
    try:
        yield stream
    finally:
        await stream.aclose()


async def frames(stream: AnswerStream, wire: Wire, stopping: Stopping) -> AsyncIterator[bytes]:
    """Yield an answer's frames, the last of which says how it ended."""
    pieces = aiter(stream)
    try:
        for frame in wire.begin():
            yield frame
        while True:
            async with stopping.unless_over():
                piece = await anext(pieces)
            for frame in wire.piece(piece):
                yield frame
            if isinstance(piece, ChatDone):
                return
    except ApiError as error:
        yield wire.failed(report(error))
    except Exception:
        logger.exception("a stream broke, by a mistake of ours")
        yield wire.failed(report(InternalError()))
