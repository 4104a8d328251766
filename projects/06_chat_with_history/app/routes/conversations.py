"""Begin, list, read, rename and delete conversations: one's own, and nobody else's."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from app.dependencies import Caller, ConversationId, StoreDep, TurnsDep
from app.schemas import Head, NewConversation, Page, Rename, Whole
from genai_shared.limits import limit_user

router = APIRouter(prefix="/v1/conversations", tags=["conversations"])
limited = limit_user("conversations")
Cursor = Annotated[str | None, Query(max_length=100, description="`next_cursor` of the page before")]


@router.post("", status_code=201)
@limited
async def create(body: NewConversation, caller: Caller, turns: TurnsDep, response: Response) -> Head:
    """Begin a conversation."""
    conversation = await turns.begin(caller.id, body)
    response.headers["Location"] = f"/v1/conversations/{conversation.id}"
    return Head.of(conversation)


@router.get("")
@limited
async def page(
    caller: Caller, store: StoreDep, limit: Annotated[int, Query(ge=1, le=100)] = 20, cursor: Cursor = None
) -> Page:
    """List your conversations, newest first."""
    found = await store.page(caller.id, cursor, limit + 1)
    shown, more = found[:limit], len(found) > limit
    return Page(
        data=[Head.of(conversation) for conversation in shown],
        has_more=more,
        next_cursor=shown[-1].id if more else None,
    )


@router.get("/{conversation_id}")
@limited
async def read(conversation_id: ConversationId, caller: Caller, store: StoreDep) -> Whole:
    """Read a conversation, with everything that was said."""
    return Whole.of_stored(await store.read(caller.id, conversation_id))


@router.patch("/{conversation_id}")
@limited
async def rename(body: Rename, conversation_id: ConversationId, caller: Caller, store: StoreDep) -> Head:
    """Give a conversation another title, also while it is being answered."""
    return Head.of(await store.rename(caller.id, conversation_id, body.title))


@router.delete("/{conversation_id}", status_code=204)
@limited
async def delete(conversation_id: ConversationId, caller: Caller, store: StoreDep) -> None:
    """Delete a conversation, for good. An answer under way is not kept either."""
    await store.delete(caller.id, conversation_id)
