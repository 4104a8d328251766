"""The prompt that a request in Anthropic's format means, in OpenAI's."""

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from app.anthropic_api.requests import (
    AssistantTurn,
    Base64Source,
    Conversation,
    ImageBlock,
    MessagesRequest,
    TextBlock,
    Tool,
    ToolChoice,
    ToolResultBlock,
    ToolUseBlock,
    UserTurn,
)
from genai_shared.prompt import Message, Prompt

CHOICES = {"auto": "auto", "any": "required", "none": "none"}


def prompt_of(body: Conversation, model: str) -> Prompt:
    """Return the prompt; `model` is the catalogue's name for the one that is asked for."""
    choice = body.tool_choice
    prompt = Prompt(
        messages=list(messages_of(body)),
        model=model,
        tools=[function_of(tool) for tool in body.tools] if body.tools else None,
        tool_choice=choice_of(choice) if choice else None,
        parallel_tool_calls=False if choice and choice.disable_parallel_tool_use else None,
    )
    return how_to_answer(prompt, body) if isinstance(body, MessagesRequest) else prompt


def how_to_answer(prompt: Prompt, body: MessagesRequest) -> Prompt:
    return replace(
        prompt,
        max_tokens=body.max_tokens,
        temperature=body.temperature,
        top_p=body.top_p,
        stop=body.stop_sequences or None,
    )


def messages_of(body: Conversation) -> Iterator[Message]:
    if body.system:
        yield {"role": "system", "content": text_of(body.system)}
    for turn in body.messages:
        yield from said_by_model(turn) if isinstance(turn, AssistantTurn) else said_by_user(turn)


def said_by_user(turn: UserTurn) -> Iterator[Message]:
    """Yield the results of tools first, each a message of its own, and then what the user says."""
    if isinstance(turn.content, str):
        yield {"role": "user", "content": turn.content}
        return
    for block in turn.content:
        if isinstance(block, ToolResultBlock):
            yield {"role": "tool", "tool_call_id": block.tool_use_id, "content": text_of(block.content)}
    if parts := [part_of(block) for block in turn.content if not isinstance(block, ToolResultBlock)]:
        yield {"role": "user", "content": parts}


def said_by_model(turn: AssistantTurn) -> Iterator[Message]:
    if isinstance(turn.content, str):
        yield {"role": "assistant", "content": turn.content}
        return
    texts = [block for block in turn.content if isinstance(block, TextBlock)]
    calls = [call_of(block) for block in turn.content if isinstance(block, ToolUseBlock)]
    content = text_of(texts) if texts else None
    yield {"role": "assistant", "content": content, **({"tool_calls": calls} if calls else {})}


def part_of(block: TextBlock | ImageBlock) -> dict[str, Any]:
    if isinstance(block, TextBlock):
        return {"type": "text", "text": block.text}
    source = block.source
    url = f"data:{source.media_type};base64,{source.data}" if isinstance(source, Base64Source) else source.url
    return {"type": "image_url", "image_url": {"url": url}}


def call_of(block: ToolUseBlock) -> dict[str, Any]:
    function = {"name": block.name, "arguments": json.dumps(block.input)}
    return {"id": block.id, "type": "function", "function": function}


def function_of(tool: Tool) -> dict[str, Any]:
    known = {"description": tool.description, "strict": tool.strict}
    given = {name: value for name, value in known.items() if value is not None}
    return {"type": "function", "function": {"name": tool.name, "parameters": tool.input_schema, **given}}


def choice_of(choice: ToolChoice) -> str | dict[str, Any]:
    if choice.type == "tool":
        return {"type": "function", "function": {"name": choice.name}}
    return CHOICES[choice.type]


def text_of(content: str | list[TextBlock]) -> str:
    return content if isinstance(content, str) else "\n".join(block.text for block in content)
