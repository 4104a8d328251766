"""Begin, list, read, rename and delete conversations: one's own, and nobody else's."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from app.conversations.dependencies import ConversationId, StoreDep, TurnsDep
from app.dependencies import Caller
from app.openapi import fails_with
from genai_shared.auth import require
from genai_shared.conversations.schemas import Head, NewConversation, Page, Rename, Whole
from genai_shared.limits import limit_user

limited = limit_user("conversations")
router = APIRouter(
    prefix="/v1/conversations",
    tags=["conversations"],
    dependencies=[require("chat")],
    responses=fails_with(401, 403, 422, 429, 503),
)
Cursor = Annotated[str | None, Query(max_length=100, description="`next_cursor` of the page before")]
Limit = Annotated[int, Query(ge=1, le=100)]
OF_ONE = fails_with(404)


@router.post("", status_code=201, summary="Begin a conversation", responses=fails_with(404, 409, 413))
@limited
async def create(body: NewConversation, caller: Caller, turns: TurnsDep, response: Response) -> Head:
    """Begin a conversation; a history may be brought along."""
    conversation = await turns.begin(caller.id, body)
    response.headers["Location"] = f"/v1/conversations/{conversation.id}"
    return Head.of(conversation)


@router.get("", summary="List your conversations")
@limited
async def page(caller: Caller, store: StoreDep, limit: Limit = 20, cursor: Cursor = None) -> Page:
    """List your conversations, newest first."""
    found = await store.page(caller.id, cursor, limit + 1)
    shown, more = found[:limit], len(found) > limit
    return Page(
        data=[Head.of(conversation) for conversation in shown],
        has_more=more,
        next_cursor=shown[-1].id if more else None,
    )


@router.get("/{conversation_id}", summary="Read a conversation", responses=OF_ONE)
@limited
async def read(conversation_id: ConversationId, caller: Caller, store: StoreDep) -> Whole:
    """Read a conversation, with everything that was said."""
    return Whole.of_stored(await store.read(caller.id, conversation_id))


@router.patch("/{conversation_id}", summary="Rename a conversation", responses=OF_ONE)
@limited
async def rename(body: Rename, conversation_id: ConversationId, caller: Caller, store: StoreDep) -> Head:
    """Give a conversation another title, also while it is being answered."""
    return Head.of(await store.rename(caller.id, conversation_id, body.title))


@router.delete("/{conversation_id}", status_code=204, summary="Delete a conversation", responses=OF_ONE)
@limited
async def delete(conversation_id: ConversationId, caller: Caller, store: StoreDep) -> None:
    """Delete a conversation, for good. An answer under way is not kept either."""
    await store.delete(caller.id, conversation_id)
