"""A conversation as rows, and back."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from app.database.tables import NANO, ConversationRow, MessageRow, TurnRow
from genai_shared.conversations.models import Conversation, Message, Turn

JSON_FIELDS = {"context", "summary"}
PLAIN = {"id", "title", "system", "model", "created_at", "updated_at", "turn_count", "size"}


def head_values(conversation: Conversation) -> dict[str, Any]:
    """Return a head as columns; who owns it, and who has reserved it, is not in it."""
    return {
        **conversation.model_dump(include=PLAIN),
        **conversation.model_dump(mode="json", include=JSON_FIELDS),
        "cost_nano_usd": round(conversation.cost_usd * NANO),
    }


def conversation_row(owner: str, conversation: Conversation, expires_at: datetime) -> ConversationRow:
    return ConversationRow(owner=owner, expires_at=expires_at, **head_values(conversation))


def turn_rows(conversation_id: str, place: int, turn: Turn) -> list[TurnRow | MessageRow]:
    """Return a turn's row, and those of its messages."""
    head = turn.model_dump(mode="json", include={"answer", "idempotency"})
    row = TurnRow(
        id=turn.id,
        conversation_id=conversation_id,
        place=place,
        created_at=turn.created_at,
        tokens=turn.tokens,
        complete=turn.complete,
        **head,
    )
    return [row, *(message_row(turn.id, number, said) for number, said in enumerate(turn.messages))]


def message_row(turn_id: str, place: int, message: Message) -> MessageRow:
    extra = message.model_dump(mode="json", include={"tool_calls", "tool_call_id"})
    return MessageRow(turn_id=turn_id, place=place, role=message.role, content=message.content, extra=extra)


def conversation_of(row: ConversationRow) -> Conversation:
    fields = {name: getattr(row, name) for name in PLAIN | JSON_FIELDS}
    return Conversation(**fields, cost_usd=row.cost_nano_usd / NANO)


def turns_of(turns: Iterable[TurnRow], messages: Iterable[MessageRow]) -> list[Turn]:
    """Put turns and their messages together; both come in their order."""
    said: dict[str, list[dict[str, Any]]] = {}
    for row in messages:
        said.setdefault(row.turn_id, []).append({"role": row.role, "content": row.content, **row.extra})
    return [
        Turn.model_validate(
            {
                "id": row.id,
                "created_at": row.created_at,
                "messages": said[row.id],
                "tokens": row.tokens,
                "complete": row.complete,
                "answer": row.answer,
                "idempotency": row.idempotency,
            }
        )
        for row in turns
    ]
