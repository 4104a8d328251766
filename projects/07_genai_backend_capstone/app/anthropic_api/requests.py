"""What Anthropic's client sends."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from genai_shared.schemas import MOST_TOKENS, Text


class Block(BaseModel):
    """What is in all of these; `cache_control` is let in, and changes nothing here."""

    model_config = ConfigDict(extra="forbid")

    cache_control: dict[str, Any] | None = None


class TextBlock(Block):
    """A text; answers that are sent back have `citations`, which are empty."""

    type: Literal["text"]
    text: Text
    citations: None = None


class Base64Source(BaseModel):
    type: Literal["base64"]
    media_type: Literal["image/jpeg", "image/png", "image/gif", "image/webp"]
    data: Text


class UrlSource(BaseModel):
    type: Literal["url"]
    url: Text


class ImageBlock(Block):
    type: Literal["image"]
    source: Annotated[Base64Source | UrlSource, Field(discriminator="type")]


class ToolUseBlock(Block):
    """What a model asked for, in an answer that is sent back."""

    type: Literal["tool_use"]
    id: Text
    name: Text
    input: dict[str, Any]
    caller: dict[str, Any] | None = None


class ToolResultBlock(Block):
    type: Literal["tool_result"]
    tool_use_id: Text
    content: Text | list[TextBlock] = ""
    is_error: bool = False


UserBlock = Annotated[TextBlock | ImageBlock | ToolResultBlock, Field(discriminator="type")]
AnswerBlock = Annotated[TextBlock | ToolUseBlock, Field(discriminator="type")]


class UserTurn(BaseModel):
    role: Literal["user"]
    content: Text | Annotated[list[UserBlock], Field(min_length=1)]


class AssistantTurn(BaseModel):
    role: Literal["assistant"]
    content: Text | list[AnswerBlock]


class Tool(Block):
    name: Annotated[str, Field(pattern=r"^[a-zA-Z0-9_-]{1,64}$")]
    description: Text | None = None
    input_schema: dict[str, Any]
    type: Literal["custom"] | None = None
    strict: bool | None = None


class ToolChoice(BaseModel):
    type: Literal["auto", "any", "tool", "none"]
    name: Text | None = None
    disable_parallel_tool_use: bool = False


EXAMPLE: dict[str, Any] = {"model": "chat", "messages": [{"role": "user", "content": "What is SSE?"}]}


class Conversation(BaseModel):
    """What is read, without how it is to be answered. What we do not know is refused: nothing is ignored."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [EXAMPLE]})

    model: Text
    messages: Annotated[
        list[Annotated[UserTurn | AssistantTurn, Field(discriminator="role")]], Field(min_length=1)
    ]
    system: Text | list[TextBlock] | None = None
    tools: list[Tool] | None = None
    tool_choice: ToolChoice | None = None


class MessagesRequest(Conversation):
    """A request for a message."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{**EXAMPLE, "max_tokens": 1024}]}
    )

    max_tokens: Annotated[int, Field(ge=1, le=MOST_TOKENS)]
    stream: bool = False
    stop_sequences: list[Text] | None = None
    temperature: Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)] | None = None
    top_p: Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)] | None = None
    metadata: dict[str, Any] | None = None
    service_tier: str | None = None
