"""Chat without memory, as a whole or as a stream, and the models that there are."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request

from app.chat.events import ChatEvents, StreamQuestion
from app.dependencies import LaneDep, OpenAnswer, OpenAnswerDep, ServicesDep
from app.openapi import OF_MODELS, fails_with
from app.services import Services
from app.streaming import frames
from genai_shared.auth import require
from genai_shared.client_gone import while_connected
from genai_shared.limits import limit_user
from genai_shared.schemas import ChatRequest, ChatResponse, ModelCard, ModelList
from genai_shared.sse import CONTENT_TYPE, EventStream

CHAT: list[Any] = [require("chat")]
MODELS: list[Any] = [require("models")]
router = APIRouter(tags=["chat"])
EXAMPLE = 'data: {"type": "token", "text": "Hel"}\n\ndata: {"type": "done", "provider": "anthropic", …}\n\n'
STREAM: dict[int | str, dict[str, Any]] = {
    200: {
        "content": {CONTENT_TYPE: {"schema": {"type": "string"}, "example": EXAMPLE}},
        "description": "Events: `token`, and then `done` or `error`",
    },
    **fails_with(*OF_MODELS),
}


@router.get("/v1/models", summary="List the models", dependencies=MODELS, responses=fails_with(401, 403, 429))
@limit_user("models")
async def models(services: ServicesDep) -> ModelList:
    """List what `model` can be: the aliases, and the models whose provider has a key."""
    offered = services.lane.models()
    return ModelList(data=[ModelCard(id=name, owned_by=owner) for name, owner in offered.items()])


@router.post(
    "/v1/chat",
    summary="Ask one question",
    dependencies=CHAT,
    responses=fails_with(*OF_MODELS),
)
@limit_user("chat")
async def chat(question: ChatRequest, lane: LaneDep, services: ServicesDep, request: Request) -> ChatResponse:
    """Answer one message as a whole, and stop all work if the caller leaves."""
    async with services.stopping.unless_over():
        return await while_connected(request, lane.complete(question.prompt()))


@router.post(
    "/v1/chat/stream",
    summary="Ask one question, and see the answer come",
    response_class=EventStream,
    dependencies=CHAT,
    responses=STREAM,
)
@limit_user("chat")
async def stream(question: ChatRequest, open_answer: OpenAnswerDep, services: ServicesDep) -> EventStream:
    """Answer one message token by token."""
    return await streamed(question, open_answer, services)


@router.get(
    "/v1/chat/stream",
    summary="The same, for who can only send an address",
    response_class=EventStream,
    dependencies=CHAT,
    responses=STREAM,
)
@limit_user("chat")
async def stream_by_address(
    question: Annotated[StreamQuestion, Query()], open_answer: OpenAnswerDep, services: ServicesDep
) -> EventStream:
    """Answer one message token by token; the message stands in the address."""
    chat_request = ChatRequest(message=question.message, model=question.model)
    return await streamed(chat_request, open_answer, services)


async def streamed(question: ChatRequest, open_answer: OpenAnswer, services: Services) -> EventStream:
    answer = await open_answer(question.prompt())
    return EventStream(frames(answer, ChatEvents(), services.stopping), services.settings)
