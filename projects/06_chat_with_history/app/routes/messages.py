"""Add a message to a conversation, and get the answer: as a whole, or as a stream."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Header, Request

from app.asking import Asking
from app.dependencies import Caller, ConversationId, LlmDep, SettingsDep, StoppingDep, TurnsDep
from app.metered import DailyTokensDep
from app.schemas import Answered, Question
from app.streaming import answer_to, events_again
from genai_shared.auth import require
from genai_shared.client_gone import while_connected
from genai_shared.limits import add_headers, limit_user
from genai_shared.sse import CONTENT_TYPE, EventStream

router = APIRouter(
    prefix="/v1/conversations/{conversation_id}/messages", tags=["messages"], dependencies=[require("chat")]
)
STREAM: dict[int | str, dict[str, Any]] = {
    200: {"content": {CONTENT_TYPE: {}}, "description": "Events: `token`, and then `done` or `error`"}
}
REPLAYED = {"Idempotency-Replayed": "true"}
Key = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        pattern=r"^[\x21-\x7e]{1,255}$",
        description="sent again with the same body, it gives the same answer and asks nobody",
    ),
]


async def asking(
    question: Question, conversation_id: ConversationId, caller: Caller, key: Key = None
) -> Asking:
    """Return what is asked, of which conversation, by whom."""
    return Asking(caller.id, conversation_id, question, key)


AskingDep = Annotated[Asking, Depends(asking)]


@router.post("")
@limit_user("chat")
async def ask(
    asking: AskingDep, turns: TurnsDep, tokens: DailyTokensDep, stopping: StoppingDep, request: Request
) -> Answered:
    """Add a message, and answer it as a whole; stop all work if the caller leaves."""
    async with stopping.unless_over():
        answered = await while_connected(request, turns.ask(asking, tokens))
    if answered.replayed:
        add_headers(request, REPLAYED)
    return answered


OpenStream = Callable[[Asking], Awaitable[EventStream]]


async def streams(  # noqa: PLR0913, PLR0917 - each is asked for by its name
    request: Request,
    turns: TurnsDep,
    tokens: DailyTokensDep,
    llm: LlmDep,
    stopping: StoppingDep,
    settings: SettingsDep,
) -> AsyncIterator[OpenStream]:
    """Give the function that opens an answer; what it opened is closed when the response is over.

    FastAPI runs what stands before the `yield` and the route itself before anything is sent, so a failure
    there is a status; what stands after it runs when the last byte is out or the client has gone.
    """
    async with AsyncExitStack() as opened:

        async def open_stream(asking: Asking) -> EventStream:
            turn = await while_connected(request, opened.enter_async_context(turns.open(asking, tokens)))
            if isinstance(turn, Answered):
                add_headers(request, REPLAYED)
                return EventStream(events_again(turn), settings)
            answer = await opened.enter_async_context(answer_to(turn, llm, stopping, request))
            return EventStream(answer, settings)

        yield open_stream


@router.post("/stream", response_class=EventStream, responses=STREAM)
@limit_user("chat")
async def stream(asking: AskingDep, open_stream: Annotated[OpenStream, Depends(streams)]) -> EventStream:
    """Add a message, and answer it token by token. A caller who leaves leaves half an answer, marked."""
    return await open_stream(asking)
