"""A history that somebody brings along: whether it is whole, and which turns it is made of."""

import secrets
from collections.abc import Iterator, Sequence
from itertools import pairwise

from genai_shared.conversations.models import Message, Turn, now
from genai_shared.conversations.tokens import count


def new_turn_id() -> str:
    return f"turn_{secrets.token_hex(12)}"


def check_history(messages: Sequence[Message]) -> None:
    """Refuse (ValueError) what no provider would take: it would be refused at every later message.

    A question comes first, each tool call has its result before anything else is said, and the last word is
    the assistant's.
    """
    open_calls: set[str] = set()
    for place, message in enumerate(messages):
        if message.role == "tool":
            if message.tool_call_id not in open_calls:
                raise ValueError(f"messages.{place}: is the result of no tool call before it")
            open_calls.remove(message.tool_call_id)
        elif open_calls:
            raise ValueError(f"messages.{place}: a tool call before it has no result")
        elif place == 0 and message.role != "user":
            raise ValueError("messages.0: must be the user's")
        open_calls |= {call.id for call in message.tool_calls} if message.role == "assistant" else set()
    if open_calls or (messages and messages[-1].role != "assistant"):
        raise ValueError("messages: must end with an answer")


async def turns_of(messages: Sequence[Message]) -> list[Turn]:
    """Cut a history into turns, each of which begins with a user's message."""
    return [
        Turn(id=new_turn_id(), created_at=now(), messages=said, tokens=await count(said))
        for said in by_turn(messages)
    ]


def by_turn(messages: Sequence[Message]) -> Iterator[list[Message]]:
    starts = [place for place, message in enumerate(messages) if message.role == "user"]
    for start, end in pairwise([*starts, len(messages)]):
        yield list(messages[start:end])
