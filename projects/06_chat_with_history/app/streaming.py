"""Turn a model's stream into events, and store the answer before saying that it is done."""

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import Request

from app.answers import Asked
from app.schemas import Answered
from genai_shared.client_gone import while_connected
from genai_shared.errors import ApiError, InternalError
from genai_shared.lane import AnswerStream, Lane
from genai_shared.schemas import ChatDone
from genai_shared.sse import event, failed
from genai_shared.stopping import Stopping

logger = logging.getLogger(__name__)


@asynccontextmanager
async def answer_to(
    turn: Asked, llm: Lane, stopping: Stopping, request: Request
) -> AsyncIterator[AsyncIterator[bytes]]:
    """Give the answer's events once its first token is there; close it afterwards, however that comes about.

    ApiError: there is no first token, and it is not too late for a status.
    """
    async with stopping.unless_over():
        stream = await while_connected(request, llm.stream(turn.prompt))
    try:
        yield events(turn, stream, stopping)
    finally:
        await stream.aclose()


async def events(turn: Asked, stream: AnswerStream, stopping: Stopping) -> AsyncIterator[bytes]:
    """Yield an answer's events, the last of which says how it ended.

    An answer that fails is not kept: the caller is told so. One that nobody reads to its end is; that is for
    `Asked.leave`, which comes after all of this.
    """
    pieces = aiter(stream)
    try:
        while True:
            async with stopping.unless_over():
                piece = await anext(pieces)
            match piece:
                case str(text):
                    turn.text += text
                    yield event("token", text=text)
                case ChatDone() as done:
                    yield done_event(await turn.finish(turn.text, done))
                    return
    except ApiError as error:
        turn.settled = True
        yield failed(error)
    except Exception:
        logger.exception("a stream broke, by a mistake of ours")
        turn.settled = True
        yield failed(InternalError())


async def events_again(answered: Answered) -> AsyncIterator[bytes]:
    """Yield an answer that was given before."""
    yield event("token", text=answered.content)
    yield done_event(answered)


def done_event(answered: Answered) -> bytes:
    return event("done", **answered.model_dump(mode="json", exclude={"content"}))
