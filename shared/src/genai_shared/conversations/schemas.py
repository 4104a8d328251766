"""The bodies that only this stage takes in and gives out."""

from datetime import datetime
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from genai_shared.conversations.imported import check_history
from genai_shared.conversations.models import (
    AnswerFacts,
    ContextPolicy,
    Conversation,
    Message,
    Stored,
    ToolCall,
    Turn,
)
from genai_shared.schemas import MOST_TOKENS, Text, not_blank

Title = Annotated[Text, Field(max_length=200, examples=["About SSE"]), AfterValidator(not_blank)]


class Strict(BaseModel):
    """Unknown fields are refused, by their name."""

    model_config = ConfigDict(extra="forbid", strict=True)


class NewConversation(Strict):
    """What a conversation is begun with; `messages` brings a history along, in OpenAI's format."""

    title: Title | None = None
    system: Text | None = None
    model: Text | None = Field(default=None, description="an alias, or `provider/model`; none: the default")
    context: ContextPolicy = ContextPolicy()
    messages: list[Message] = []

    @model_validator(mode="after")
    def history_is_whole(self) -> Self:
        check_history(self.messages)
        return self


class Rename(Strict):
    """Another title; null takes it away."""

    title: Title | None


class Question(Strict):
    """The next message, and how it is to be answered."""

    message: Annotated[Text, AfterValidator(not_blank), Field(examples=["What is SSE?"])]
    max_tokens: int = Field(
        default=1024, ge=1, le=MOST_TOKENS, description="the most tokens the answer may have"
    )
    temperature: float | None = Field(default=None, ge=0, le=1, allow_inf_nan=False)


class Head(BaseModel):
    """A conversation as lists show it."""

    id: str
    object: Literal["conversation"] = "conversation"
    title: str | None
    system: str | None
    model: str | None
    context: ContextPolicy
    created_at: datetime
    updated_at: datetime
    turn_count: int
    cost_usd: float = Field(description="of everything so far, in US dollars")

    @classmethod
    def of(cls, conversation: Conversation) -> Self:
        return cls.model_validate(conversation.model_dump(include=set(cls.model_fields)))


class Page(BaseModel):
    """Some conversations, newest first."""

    object: Literal["list"] = "list"
    data: list[Head]
    has_more: bool
    next_cursor: str | None = Field(description="what `cursor` is for the next page; none: this is the last")


class SaidMessage(BaseModel):
    """A message as it is stored; what is known about an answer stands with it."""

    role: Literal["user", "assistant", "tool"]
    content: str
    turn_id: str
    created_at: datetime
    complete: bool = Field(description="false: an answer whose reader left before it was whole")
    tool_calls: list[ToolCall]
    tool_call_id: str | None
    answer: AnswerFacts | None


class Whole(Head):
    """A conversation with everything that was said, oldest first."""

    messages: list[SaidMessage]

    @classmethod
    def of_stored(cls, stored: Stored) -> Self:
        head = Head.of(stored.conversation).model_dump()
        return cls(**head, messages=[said for turn in stored.turns for said in said_in(turn)])


def said_in(turn: Turn) -> list[SaidMessage]:
    last = len(turn.messages) - 1
    return [
        SaidMessage(
            **message.model_dump(),
            turn_id=turn.id,
            created_at=turn.created_at,
            complete=turn.complete or place != last,
            answer=turn.answer if place == last else None,
        )
        for place, message in enumerate(turn.messages)
    ]


class Ending(BaseModel):
    """How an answer ended: `done` in a stream."""

    turn_id: str
    conversation_id: str
    complete: bool
    replayed: bool = Field(description="whether it was given before, under the same Idempotency-Key")
    answer: AnswerFacts
    conversation_cost_usd: float = Field(description="of everything so far, in US dollars")


class Answered(Ending):
    """An answer as a whole."""

    content: str
