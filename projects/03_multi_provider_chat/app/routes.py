"""The endpoints."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request

from app.fallback import Chat
from genai_shared.client_gone import while_connected
from genai_shared.schemas import ChatRequest, ChatResponse, ErrorEnvelope, Health, ModelCard, ModelList

router = APIRouter(responses={"default": {"model": ErrorEnvelope, "description": "Any failure"}})


def get_chat(request: Request) -> Chat:
    """Return the chat service that lives as long as the application."""
    chat: Chat = request.state.chat
    return chat


ChatDep = Annotated[Chat, Depends(get_chat)]


@router.get("/health")
async def health() -> Health:
    """Tell that this process answers; it asks no provider, so it costs nothing."""
    return Health()


@router.get("/v1/models")
async def models(chat: ChatDep) -> ModelList:
    """List what `model` can be: the aliases, and the models whose provider has a key."""
    return ModelList(data=[ModelCard(id=name, owned_by=owner) for name, owner in chat.models().items()])


@router.post("/v1/chat")
async def answer(question: ChatRequest, chat: ChatDep, request: Request) -> ChatResponse:
    """Answer one message by the first model that can, and stop all work if the caller leaves."""
    return await while_connected(request, chat.answer(question))
