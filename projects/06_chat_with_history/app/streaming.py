"""Turn a model's stream into events, and store the answer before saying that it is done."""

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import Request

from app import sse
from app.answers import Asked
from app.schemas import Answered
from app.stopping import Stopping
from app.upcoming import Upcoming
from genai_shared.client_gone import while_connected
from genai_shared.errors import ApiError, InternalError
from genai_shared.errors.responses import report
from genai_shared.lane import Lane, Piece
from genai_shared.schemas import ChatDone

logger = logging.getLogger(__name__)

Answer = Upcoming[Piece]


@asynccontextmanager
async def answer_to(turn: Asked, llm: Lane, stopping: Stopping, request: Request) -> AsyncIterator[Answer]:
    """Give the answer once its first token is there; close all of it afterwards, however that comes about.

    ApiError: there is no first token, and it is not too late for a status.
    """
    stream = await while_connected(request, stopping.unless_over(llm.stream(turn.prompt)))
    try:
        with stopping.notice() as over:
            answer = Answer(aiter(stream), over)
            try:
                yield answer
            finally:
                await answer.aclose()
    finally:
        await stream.aclose()


async def events(turn: Asked, answer: Answer, keepalive: float) -> AsyncIterator[bytes]:
    """Yield an answer's events, the last of which says how it ended; a comment after each long silence."""
    try:
        while True:
            match await answer.within(keepalive):
                case str(text):
                    turn.text += text
                    yield sse.event("token", text=text)
                case None:
                    yield sse.KEEP_ALIVE
                case ChatDone() as done:
                    yield done_event(await turn.finish(turn.text, done))
                    return
    except ApiError as error:
        turn.settled = True  # the caller is told that this answer failed: nothing of it is kept
        yield sse.event("error", error=report(error).model_dump())
    except Exception:
        logger.exception("a stream broke, by a mistake of ours")
        turn.settled = True
        yield sse.event("error", error=report(InternalError()).model_dump())


async def events_again(answered: Answered) -> AsyncIterator[bytes]:
    """Yield an answer that was given before."""
    yield sse.event("token", text=answered.content)
    yield done_event(answered)


def done_event(answered: Answered) -> bytes:
    return sse.event("done", **answered.model_dump(mode="json", exclude={"content"}))
