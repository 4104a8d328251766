"""From Anthropic's messages to the neutral conversation, with the checks the vendor makes on the way."""

from __future__ import annotations

import base64
import binascii

from provider_simulator import images
from provider_simulator.conversation import Conversation, Image, Tool, ToolCall, ToolResult, Turn
from provider_simulator.vendors.anthropic import checks
from provider_simulator.vendors.anthropic.errors import invalid
from provider_simulator.vendors.anthropic.schema import (
    Base64Source,
    DocumentBlock,
    ImageBlock,
    Message,
    TextBlock,
    TextSource,
    TokenCountBody,
    ToolResultBlock,
    ToolUseBlock,
)  # fmt: skip


def read(body: TokenCountBody) -> Conversation:
    """Make the conversation; consecutive turns of one role become one, a partial last turn is left out."""
    checks.roles(body.messages)
    turns = merged([message for message in body.messages if message.role != "system"])
    checks.tool_results(turns)
    later = [text_of(message) for message in body.messages if message.role == "system"]
    asked = turns[:-1] if turns[-1].role == "assistant" else turns
    output = (body.output_config.format if body.output_config else None) or body.output_format
    return Conversation(
        system="\n".join([*(block.text for block in body.system), *later]),
        turns=tuple(turn(message, place) for place, message in enumerate(asked)),
        tools=tuple(Tool(tool.name, tool.description, tool.input_schema.model_dump()) for tool in body.tools),
        tool_choice=tool_choice(body),
        json_output=output.json_schema if output else None,
    )


def merged(messages: list[Message]) -> list[Message]:
    result: list[Message] = []
    for message in messages:
        if result and result[-1].role == message.role:
            both = [*result[-1].content, *message.content]
            result[-1] = result[-1].model_copy(update={"content": both})
        else:
            result.append(message)
    return result


def turn(message: Message, place: int) -> Turn:
    blocks = message.content
    return Turn(
        role="assistant" if message.role == "assistant" else "user",
        text=text_of(message),
        images=tuple(
            image(block, f"messages.{place}.content.{number}")
            for number, block in enumerate(blocks)
            if isinstance(block, ImageBlock)
        ),
        tool_calls=tuple(ToolCall(b.id, b.name, b.input) for b in blocks if isinstance(b, ToolUseBlock)),
        tool_results=tuple(
            ToolResult(b.tool_use_id, "\n".join(texts(b.content)), b.is_error)
            for b in blocks
            if isinstance(b, ToolResultBlock)
        ),
    )


def text_of(message: Message) -> str:
    return "\n".join(texts(message.content))


def texts(blocks: object) -> list[str]:
    """Give what can be read in the blocks: texts, and documents that are plain text."""
    assert isinstance(blocks, list)  # noqa: S101 every content is a list here
    found = [block.text for block in blocks if isinstance(block, TextBlock)]
    documents = [block.source for block in blocks if isinstance(block, DocumentBlock)]
    return found + [source.data for source in documents if isinstance(source, TextSource)]


def image(block: ImageBlock, place: str) -> Image:
    source = block.source
    if not isinstance(source, Base64Source):
        return Image("image", 0)
    try:
        data = base64.b64decode(source.data, validate=True)
    except binascii.Error:
        raise invalid(f"{place}.image.source.base64: invalid base64 data") from None
    real = images.media_type_of(data)
    if real is None:
        raise invalid("Could not process image")
    if real != source.media_type:
        raise invalid(
            f"{place}.image.source.base64.data: The image was specified using the {source.media_type} "
            f"media type, but the image appears to be a {real} image"
        )
    return images.image(real, data)


def tool_choice(body: TokenCountBody) -> str:
    choice = body.tool_choice
    if choice is None:
        return "auto"
    if not body.tools:
        raise invalid("tool_choice: tool_choice may only be specified while providing `tools`.")
    if choice.type == "tool":
        if choice.name is None:
            raise invalid("tool_choice.tool.name: Field required")
        if choice.name not in {tool.name for tool in body.tools}:
            raise invalid(f"tool_choice: Tool '{choice.name}' not found in provided tools")
        return choice.name
    return {"any": "required"}.get(choice.type, choice.type)
