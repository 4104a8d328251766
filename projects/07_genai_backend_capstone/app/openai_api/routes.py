"""OpenAI's endpoints; `GET /v1/models` stands with the chat, in the same shape."""

from typing import Any

from fastapi import APIRouter, Request, Response

from app.chat.routes import CHAT, MODELS
from app.dependencies import LaneDep, OpenAnswerDep, ServicesDep
from app.openai_api.chunks import Chunks
from app.openai_api.embeddings import EmbeddingList
from app.openai_api.requests import CompletionRequest, EmbeddingRequest, full_name
from app.openai_api.responses import ChatCompletion
from app.openapi import OF_MODELS, fails_with
from app.streaming import frames
from genai_shared.client_gone import while_connected
from genai_shared.errors import ModelNotFoundError
from genai_shared.limits import limit_user
from genai_shared.prompt import EmbeddingPrompt
from genai_shared.schemas import ModelCard
from genai_shared.sse import CONTENT_TYPE, EventStream

router = APIRouter(tags=["OpenAI"])
EXAMPLE = 'data: {"id": "chatcmpl-…", "choices": [{"index": 0, "delta": {"content": "Hel"}, …}], …}\n\n'
COMPLETIONS: dict[int | str, dict[str, Any]] = {
    200: {
        "content": {CONTENT_TYPE: {"schema": {"type": "string"}, "example": EXAMPLE}},
        "model": ChatCompletion,
        "description": "The completion; with `stream`, its chunks",
    },
    **fails_with(*OF_MODELS),
}


@router.post(
    "/v1/chat/completions",
    summary="OpenAI's chat completions",
    response_model=None,
    responses=COMPLETIONS,
    dependencies=CHAT,
)
@limit_user("chat")
async def completions(
    body: CompletionRequest,
    lane: LaneDep,
    open_answer: OpenAnswerDep,
    services: ServicesDep,
    request: Request,
) -> ChatCompletion | Response:
    """Answer a conversation, as a whole or chunk by chunk, with tools, pictures and schemas."""
    model = full_name(body.model, lane.models())
    prompt = body.prompt(model, services.settings.default_max_tokens)
    if body.stream:
        include_usage = bool(body.stream_options and body.stream_options.include_usage)
        answer = await open_answer(prompt)
        wire = Chunks(body.model, include_usage=include_usage)
        return EventStream(frames(answer, wire, services.stopping), services.settings)
    async with services.stopping.unless_over():
        return ChatCompletion.of(await while_connected(request, lane.complete(prompt)))


@router.post(
    "/v1/embeddings", summary="OpenAI's embeddings", responses=fails_with(*OF_MODELS), dependencies=CHAT
)
@limit_user("chat")
async def embeddings(
    body: EmbeddingRequest, lane: LaneDep, services: ServicesDep, request: Request
) -> EmbeddingList:
    """Turn texts into vectors."""
    model = full_name(body.model, lane.models())
    prompt = EmbeddingPrompt(texts=body.texts, model=model, dimensions=body.dimensions)
    async with services.stopping.unless_over():
        found = await while_connected(request, lane.embed(prompt))
    return EmbeddingList.of(found, body.encoding_format)


@router.get(
    "/v1/models/{model:path}",
    summary="One model",
    responses=fails_with(401, 403, 404, 429),
    dependencies=MODELS,
)
@limit_user("models")
async def model(model: str, services: ServicesDep) -> ModelCard:
    """Tell whether there is a model of this name, and whose it is."""
    offered = services.lane.models()
    if (name := full_name(model, offered)) not in offered:
        raise ModelNotFoundError(param="model")
    return ModelCard(id=name, owned_by=offered[name])
