"""Add a message to a conversation, and get the answer: as a whole, or as a stream."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from app.chat.routes import CHAT, STREAM
from app.conversations.dependencies import AskingDep, TurnsDep
from app.conversations.events import events, events_again
from app.dependencies import OpenAnswerDep, ServicesDep
from app.openapi import OF_MODELS, fails_with
from genai_shared.client_gone import while_connected
from genai_shared.conversations.asking import Asking
from genai_shared.conversations.schemas import Answered
from genai_shared.limits import limit_user
from genai_shared.sse import EventStream

router = APIRouter(
    prefix="/v1/conversations/{conversation_id}/messages",
    tags=["conversations"],
    dependencies=CHAT,
    responses=fails_with(*OF_MODELS, 409),
)
REPLAYED = {"Idempotency-Replayed": "true"}
OpenStream = Callable[[Asking], Awaitable[EventStream]]


@router.post("", summary="Add a message, and get the answer")
@limit_user("chat")
async def ask(
    asking: AskingDep, turns: TurnsDep, services: ServicesDep, request: Request, response: Response
) -> Answered:
    """Add a message, and answer it as a whole; stop all work if the caller leaves."""
    async with services.stopping.unless_over():
        answered = await while_connected(request, turns.ask(asking))
    response.headers.update(REPLAYED if answered.replayed else {})
    return answered


async def streams(
    request: Request, turns: TurnsDep, open_answer: OpenAnswerDep, services: ServicesDep
) -> AsyncIterator[OpenStream]:
    """Give the function that opens a turn and its answer; both are closed when the response is over.

    The answer is closed after the turn has stored what there is of it: see `answers`, which it depends on.
    """
    async with AsyncExitStack() as opened:

        async def open_stream(asking: Asking) -> EventStream:
            turn = await while_connected(request, opened.enter_async_context(turns.open(asking)))
            if isinstance(turn, Answered):
                again = EventStream(events_again(turn), services.settings)
                again.headers.update(REPLAYED)
                return again
            answer = await open_answer(turn.prompt)
            return EventStream(events(turn, answer, services.stopping), services.settings)

        yield open_stream


@router.post(
    "/stream",
    response_class=EventStream,
    responses={200: STREAM[200]},
    summary="Add a message, and see the answer come",
)
@limit_user("chat")
async def stream(asking: AskingDep, open_stream: Annotated[OpenStream, Depends(streams)]) -> EventStream:
    """Add a message, and answer it token by token. A caller who leaves leaves half an answer, marked."""
    return await open_stream(asking)
