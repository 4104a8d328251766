"""The endpoints."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import StreamingResponse

from app import sse
from app.dependencies import LlmDep, OpenAnswerDep, SettingsDep, StoppingDep
from app.schemas import StreamQuestion
from app.streaming import events
from genai_shared.client_gone import while_connected
from genai_shared.schemas import ChatRequest, ChatResponse, ErrorEnvelope, Health, ModelCard, ModelList

router = APIRouter(responses={"default": {"model": ErrorEnvelope, "description": "Any failure"}})
STREAM: dict[int | str, dict[str, Any]] = {
    200: {"content": {sse.CONTENT_TYPE: {}}, "description": "Events: `token`, and then `done` or `error`"}
}


@router.get("/health")
async def health() -> Health:
    """Tell that this process answers; it asks no provider, so it costs nothing."""
    return Health()


@router.get("/v1/models")
async def models(llm: LlmDep) -> ModelList:
    """List what `model` can be: the aliases, and the models whose provider has a key."""
    return ModelList(data=[ModelCard(id=name, owned_by=owner) for name, owner in llm.models().items()])


@router.post("/v1/chat")
async def chat(question: ChatRequest, llm: LlmDep, stopping: StoppingDep, request: Request) -> ChatResponse:
    """Answer one message as a whole, and stop all work if the caller leaves."""
    return await while_connected(request, stopping.unless_over(llm.complete(question)))


@router.post("/v1/chat/stream", response_class=StreamingResponse, responses=STREAM)
async def stream(
    question: ChatRequest, open_answer: OpenAnswerDep, settings: SettingsDep
) -> StreamingResponse:
    """Answer one message token by token."""
    answer = await open_answer(question)
    return StreamingResponse(
        events(answer, settings.stream_keepalive), media_type=sse.CONTENT_TYPE, headers=sse.HEADERS
    )


@router.get("/v1/chat/stream", response_class=StreamingResponse, responses=STREAM)
async def stream_to_event_source(
    question: Annotated[StreamQuestion, Query()], open_answer: OpenAnswerDep, settings: SettingsDep
) -> StreamingResponse:
    """Do the same for a browser's `EventSource`, which can send nothing but an address."""
    chat = ChatRequest(message=question.message, model=question.model)
    return await stream(chat, open_answer, settings)
