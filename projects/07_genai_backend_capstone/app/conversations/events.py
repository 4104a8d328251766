"""A turn's answer as events. It is stored before it is said to be done."""

import logging
from collections.abc import AsyncIterator

from app.chat.events import ChatEvents
from genai_shared.conversations.answers import Asked
from genai_shared.conversations.schemas import Answered
from genai_shared.errors import ApiError, InternalError
from genai_shared.errors.responses import report
from genai_shared.lane import AnswerStream
from genai_shared.schemas import ChatDone
from genai_shared.sse import event
from genai_shared.stopping import Stopping

logger = logging.getLogger(__name__)


async def events(turn: Asked, answer: AnswerStream, stopping: Stopping) -> AsyncIterator[bytes]:
    """Yield an answer's events, the last of which says how it ended."""
    pieces = aiter(answer)
    try:
        while True:
            async with stopping.unless_over():
                piece = await anext(pieces)
            if isinstance(piece, ChatDone):
                yield done_event(await turn.finish(turn.text, piece))
                return
            if isinstance(piece, str):
                turn.text += piece
                yield event("token", text=piece)
    except ApiError as error:
        turn.settled = True  # the caller is told that this answer failed: nothing of it is kept
        yield ChatEvents().failed(report(error))
    except Exception:
        logger.exception("a stream broke, by a mistake of ours")
        turn.settled = True
        yield ChatEvents().failed(report(InternalError()))


async def events_again(answered: Answered) -> AsyncIterator[bytes]:
    """Yield an answer that was given before."""
    yield event("token", text=answered.content)
    yield done_event(answered)


def done_event(answered: Answered) -> bytes:
    return event("done", **answered.model_dump(mode="json", exclude={"content"}))
