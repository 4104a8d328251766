"""A conversation is a head and its turns. A turn is a question with all that followed: it is never split."""

import re
import secrets
import time
from datetime import UTC, datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from genai_shared.schemas import Text, Usage

ID = re.compile(r"conv_[0-9a-f]{46}")
Strategy = Literal["truncate_oldest", "keep_last", "summarize"]


def new_id() -> str:
    """Return an id that sorts by its time (microseconds) and that nobody can guess (128 random bits)."""
    return f"conv_{time.time_ns() // 1_000:014x}{secrets.token_hex(16)}"


def now() -> datetime:
    return datetime.now(UTC)


class ContextPolicy(BaseModel):
    """What becomes of a history that is too long. Unknown fields are refused: a typing error costs money."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    strategy: Strategy = "truncate_oldest"
    budget: int | None = Field(
        default=None, ge=100, description="tokens of a prompt, at most; none: the service's own budget"
    )
    keep: int = Field(default=10, ge=1, description="turns that `keep_last` keeps, the new one not counted")


class Function(BaseModel):
    """The tool that a model asked for; `arguments` is JSON, as the model wrote it."""

    model_config = ConfigDict(extra="forbid")

    name: Text
    arguments: Text


class ToolCall(BaseModel):
    """One tool call in OpenAI's shape."""

    model_config = ConfigDict(extra="forbid")

    id: Text
    type: Literal["function"] = "function"
    function: Function


class Message(BaseModel):
    """One message in OpenAI's shape; a turn's first is the user's."""

    model_config = ConfigDict(extra="forbid")

    role: Literal["user", "assistant", "tool"]
    content: Text
    tool_calls: list[ToolCall] = []
    tool_call_id: Text | None = None

    def wire(self) -> dict[str, object]:
        """Return it as providers take it: without what is not there."""
        found: dict[str, object] = {"role": self.role, "content": self.content}
        if self.tool_calls:
            found["tool_calls"] = [call.model_dump() for call in self.tool_calls]
        return found if self.tool_call_id is None else found | {"tool_call_id": self.tool_call_id}


class SummaryReport(BaseModel):
    """What stands for the oldest turns, and what it cost if it was made for this answer."""

    turns: int = Field(description="how many turns it stands for")
    tokens: int
    usage: Usage | None = Field(
        default=None, description="of the provider call that wrote it; none: made before"
    )


class ContextReport(BaseModel):
    """How full the window was: in tokens, by this service's own count."""

    strategy: Strategy
    budget: int
    used: int = Field(description="sent with this question: system prompt, history, question")
    dropped: int = Field(description="of the history, left out")
    left: int = Field(description="until the budget is reached")
    dropped_turns: int
    summary: SummaryReport | None = None


class AnswerFacts(BaseModel):
    """Who answered, how it ended, and what it cost."""

    provider: str
    model: str
    fallback_used: bool
    stop_reason: str
    usage: Usage
    context: ContextReport


class Idempotency(BaseModel):
    """The key a client gave, and the digest of what it asked under it."""

    key: str
    digest: str


class Turn(BaseModel):
    """A question and what followed; `tokens` is our count of all its messages."""

    id: str
    created_at: datetime
    messages: Annotated[list[Message], Field(min_length=1)]
    tokens: int
    complete: bool = Field(default=True, description="false: the client left before the answer was whole")
    answer: AnswerFacts | None = Field(default=None, description="none: it was brought along, not asked here")
    idempotency: Idempotency | None = None

    @property
    def text(self) -> str:
        """The answer, which is the last message."""
        return self.messages[-1].content


class Summary(BaseModel):
    """What stands for the first `turns` turns in a prompt."""

    text: str
    turns: int
    tokens: int


class Conversation(BaseModel):
    """A conversation without its turns. `size` is in bytes; `cost_usd` is of all answers and summaries."""

    id: str = Field(default_factory=new_id)
    title: str | None = None
    system: str | None = None
    model: str | None = None
    context: ContextPolicy = ContextPolicy()
    created_at: datetime = Field(default_factory=now)
    updated_at: datetime = Field(default_factory=now)
    turn_count: int = 0
    size: int = 0
    cost_usd: float = 0
    summary: Summary | None = None


class Stored(BaseModel):
    """A conversation as it lies in the store."""

    conversation: Conversation
    turns: list[Turn]
