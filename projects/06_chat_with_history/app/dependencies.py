"""What the routes ask for, by its name in their signatures."""

from typing import Annotated

from fastapi import Depends, Request
from pydantic import AfterValidator

from app.conversations.models import ID
from app.conversations.store import Conversations
from app.settings import Settings
from app.turns import Turns
from genai_shared.auth import Principal, require
from genai_shared.errors import NotFoundError
from genai_shared.lane import Lane
from genai_shared.stopping import Stopping


async def get_llm(request: Request) -> Lane:
    """Return the models, which live as long as the application."""
    llm: Lane = request.state.llm
    return llm


async def get_settings(request: Request) -> Settings:
    settings: Settings = request.state.settings
    return settings


async def get_stopping(request: Request) -> Stopping:
    stopping: Stopping = request.state.stopping
    return stopping


async def get_store(request: Request) -> Conversations:
    store: Conversations = request.state.store
    return store


async def get_turns(request: Request) -> Turns:
    turns: Turns = request.state.turns
    return turns


def possible(id_: str) -> str:
    """Return what may be a conversation's id; NotFoundError for anything else: no store is asked for it."""
    if not ID.fullmatch(id_):
        raise NotFoundError("You have no such conversation.")
    return id_


Caller = Annotated[Principal, require("chat")]
ConversationId = Annotated[str, AfterValidator(possible)]
LlmDep = Annotated[Lane, Depends(get_llm)]
SettingsDep = Annotated[Settings, Depends(get_settings)]
StoppingDep = Annotated[Stopping, Depends(get_stopping)]
StoreDep = Annotated[Conversations, Depends(get_store)]
TurnsDep = Annotated[Turns, Depends(get_turns)]
