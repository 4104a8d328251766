"""What the conversations' routes ask for, by its name in their signatures."""

from typing import Annotated

from fastapi import Depends, Header
from pydantic import AfterValidator

from app.conversations.store import SqlConversations
from app.dependencies import Caller, LaneDep, ServicesDep
from genai_shared.conversations.asking import Asking
from genai_shared.conversations.models import ID
from genai_shared.conversations.schemas import Question
from genai_shared.conversations.turns import Turns
from genai_shared.errors import NotFoundError


def possible(id_: str) -> str:
    """Return what may be a conversation's id; NotFoundError for anything else: the database is not asked."""
    if not ID.fullmatch(id_):
        raise NotFoundError("You have no such conversation.")
    return id_


async def get_store(services: ServicesDep) -> SqlConversations:
    return services.conversations


async def get_turns(services: ServicesDep, lane: LaneDep) -> Turns:
    """Return what asks the models on this caller's account."""
    settings = services.settings
    return Turns(
        services.conversations, lane, services.window, settings.turn_lease, settings.conversation_max_bytes
    )


ConversationId = Annotated[str, AfterValidator(possible)]
StoreDep = Annotated[SqlConversations, Depends(get_store)]
TurnsDep = Annotated[Turns, Depends(get_turns)]
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
