"""Turn a model's stream into events, and earn the 200 first.

Who wins:

| first to happen            | the client gets                              | the provider's connection |
| -------------------------- | -------------------------------------------- | ------------------------- |
| a failure before a token   | a status, with the envelope                  | closed                    |
| the whole answer           | `done`, and the end                          | goes back to the pool     |
| a failure after a token    | `error`, and the end                         | closed                    |
| the client leaves          | nothing: nobody is there                     | closed at once            |
| the server's grace is over | `error` server_shutdown; 503 before a token  | closed                    |
"""

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import Request

from app import sse
from app.stopping import Stopping
from app.upcoming import Upcoming
from genai_shared.client_gone import while_connected
from genai_shared.errors import ApiError, InternalError
from genai_shared.errors.responses import report
from genai_shared.llm import Llm
from genai_shared.schemas import ChatDone, ChatRequest

logger = logging.getLogger(__name__)

Answer = Upcoming[str | ChatDone]


@asynccontextmanager
async def answer_to(
    chat: ChatRequest, llm: Llm, stopping: Stopping, request: Request
) -> AsyncIterator[Answer]:
    """Give the answer once its first token is there; close all of it afterwards, however that comes about.

    ApiError: there is no first token, and it is not too late for a status.
    """
    stream = await while_connected(request, stopping.unless_over(llm.stream(chat)))
    try:
        with stopping.notice() as over:
            answer = Answer(aiter(stream), over)
            try:
                yield answer
            finally:
                await answer.aclose()
    finally:
        await stream.aclose()


async def events(answer: Answer, keepalive: float) -> AsyncIterator[bytes]:
    """Yield an answer's events, the last of which says how it ended; a comment after each long silence."""
    try:
        while True:
            match await answer.within(keepalive):
                case str(text):
                    yield sse.event("token", text=text)
                case None:
                    yield sse.KEEP_ALIVE
                case done:
                    yield sse.event("done", **done.model_dump())
                    return
    except ApiError as error:
        yield failed(error)
    except Exception:
        logger.exception("a stream broke, by a mistake of ours")
        yield failed(InternalError())


def failed(error: ApiError) -> bytes:
    """Return the event for a failure: the same that stands in the envelope of a response."""
    return sse.event("error", error=report(error).model_dump())
