"""The messages of a conversation as OpenAI writes them."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from genai_shared.schemas import Text


class Part(BaseModel):
    """What is in all of these; a field that we do not know is refused."""

    model_config = ConfigDict(extra="forbid")


class TextPart(Part):
    type: Literal["text"]
    text: Text


class ImageUrl(Part):
    url: Text
    detail: Literal["auto", "low", "high"] | None = None


class ImagePart(Part):
    """A picture, by its address or as `data:image/png;base64,…`."""

    type: Literal["image_url"]
    image_url: ImageUrl


class CalledFunction(Part):
    name: Text
    arguments: Text


class CalledTool(Part):
    id: Text
    type: Literal["function"] = "function"
    function: CalledFunction


class SystemMessage(Part):
    role: Literal["system", "developer"]
    content: Text | list[TextPart]
    name: str | None = None


class UserMessage(Part):
    role: Literal["user"]
    content: Text | list[Annotated[TextPart | ImagePart, Field(discriminator="type")]]
    name: str | None = None


class AssistantMessage(BaseModel):
    """An earlier answer; clients send it back with whatever they were given, so more fields are let in."""

    role: Literal["assistant"]
    content: Text | list[TextPart] | None = None
    tool_calls: list[CalledTool] | None = None


class ToolMessage(Part):
    role: Literal["tool"]
    content: Text | list[TextPart]
    tool_call_id: Text
    name: str | None = None


Message = Annotated[SystemMessage | UserMessage | AssistantMessage | ToolMessage, Field(discriminator="role")]


def plain(message: Message) -> dict[str, Any]:
    """Return a message for a Prompt: without what is not there, and with the one name for system prompts."""
    found = message.model_dump(exclude_none=True)
    if found["role"] == "developer":
        found["role"] = "system"
    if isinstance(message, AssistantMessage):
        found.setdefault("content", None)
    return found
