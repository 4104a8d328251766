"""Anthropic's endpoints."""

from typing import Any

from fastapi import APIRouter, Request, Response

from app.anthropic_api.errors import AnthropicRoute
from app.anthropic_api.events import Events
from app.anthropic_api.prompts import prompt_of
from app.anthropic_api.requests import Conversation, MessagesRequest
from app.anthropic_api.responses import Message, TokenCount
from app.chat.routes import CHAT
from app.dependencies import LaneDep, OpenAnswerDep, ServicesDep
from app.openai_api.requests import full_name
from app.openapi import OF_MODELS, fails_with
from app.streaming import frames
from app.usage.size import prompt_tokens
from genai_shared.client_gone import while_connected
from genai_shared.limits import limit_user
from genai_shared.sse import CONTENT_TYPE, EventStream

router = APIRouter(tags=["Anthropic"], route_class=AnthropicRoute, prefix="/v1/messages")
EXAMPLE = 'event: content_block_delta\ndata: {"type": "content_block_delta", "index": 0, "delta": {…}}\n\n'
FAILURES = {
    status: {
        "description": failure["description"],
        "content": {
            "application/json": {
                "example": {
                    "type": "error",
                    "error": {"type": "invalid_request_error", "message": "…", "code": "invalid_request"},
                    "request_id": "4f0c6a1e9b7d4c3e8a5f2b1d0c9e8f7a",
                }
            }
        },
    }
    for status, failure in fails_with(*OF_MODELS).items()
}
MESSAGES: dict[int | str, dict[str, Any]] = {
    200: {
        "content": {CONTENT_TYPE: {"schema": {"type": "string"}, "example": EXAMPLE}},
        "model": Message,
        "description": "The message; with `stream`, its events",
    },
    **FAILURES,
}


@router.post("", summary="Anthropic's messages", response_model=None, responses=MESSAGES, dependencies=CHAT)
@limit_user("chat")
async def messages(
    body: MessagesRequest,
    lane: LaneDep,
    open_answer: OpenAnswerDep,
    services: ServicesDep,
    request: Request,
) -> Message | Response:
    """Answer a conversation, as a whole or event by event, with tools and pictures."""
    prompt = prompt_of(body, full_name(body.model, lane.models()))
    if body.stream:
        answer = await open_answer(prompt)
        return EventStream(frames(answer, Events(body.model), services.stopping), services.settings)
    async with services.stopping.unless_over():
        return Message.of(await while_connected(request, lane.complete(prompt)))


@router.post("/count_tokens", summary="Anthropic's token count", responses=FAILURES, dependencies=CHAT)
@limit_user("chat")
async def count_tokens(body: Conversation, lane: LaneDep) -> TokenCount:
    """Count a conversation's tokens, by our own count: nobody is asked."""
    prompt = prompt_of(body, full_name(body.model, lane.models()))
    return TokenCount(input_tokens=await prompt_tokens(prompt))
