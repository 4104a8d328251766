"""When the tutor calls a tool, with which arguments, and what it makes of the result."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import orjson

from provider_simulator import sample
from provider_simulator.conversation import Conversation, Tool, ToolCall, ToolResult

if TYPE_CHECKING:
    from collections.abc import Iterable

WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+")
# Words in so many tools' names and descriptions that they say nothing about any one.
COMMON = """
a about an and any are as at be by call can current do fetch find for from function get give given gets has
in into is it list look make me my name now of on or please query return returns run search set show tell that
the this to tool up use used user value what when which will with you your
"""
COMMON_WORDS = frozenset(COMMON.split())


def calls(talk: Conversation, nonce: str) -> tuple[ToolCall, ...]:
    """Decide which tools this turn calls: those asked for by choice, or by the message's words."""
    message = talk.turns[-1].text
    chosen = choose(talk, message)
    return tuple(
        ToolCall(f"call_{nonce}_{place}", tool.name, arguments(tool, message))
        for place, tool in enumerate(chosen, 1)
    )


def choose(talk: Conversation, message: str) -> list[Tool]:
    if not talk.tools or talk.tool_choice == "none":
        return []
    if talk.tool_choice not in ("auto", "required"):
        return [tool for tool in talk.tools if tool.name == talk.tool_choice]
    matching = [] if talk.turns[-1].tool_results else wanted(talk.tools, message)
    return matching or (list(talk.tools[:1]) if talk.tool_choice == "required" else [])


def wanted(tools: Iterable[Tool], message: str) -> list[Tool]:
    """Pick the tools the message asks for, each for a word of its own."""
    said = words(message)
    ranked = sorted(((matched(tool, said), tool) for tool in tools), key=lambda pair: -len(pair[0]))
    chosen: list[Tool] = []
    used: set[str] = set()
    for found, tool in ranked:
        if tool.name in message or found - used:
            chosen.append(tool)
            used |= found
    return chosen


def matched(tool: Tool, said: set[str]) -> set[str]:
    """Give the words of a tool that the message says: one of its name, or two of its description."""
    in_name, in_description = words(tool.name) & said, words(tool.description) & said
    return in_name | in_description if in_name or len(in_description) > 1 else set()


def words(text: str) -> set[str]:
    found = (word.lower().removesuffix("s") for word in WORD.findall(text[:5000]))
    return {word for word in found if len(word) > 2 and word not in COMMON_WORDS}


def arguments(tool: Tool, message: str) -> dict[str, Any]:
    value = sample.from_schema(tool.schema or {"type": "object"}, message=message)
    return value if isinstance(value, dict) else {}


def report(talk: Conversation) -> str | None:
    """Answer from the tool results the last turn brought."""
    results = talk.turns[-1].tool_results
    names = {call.id: call.name for turn in talk.turns for call in turn.tool_calls}
    return " ".join(told(names.get(result.call_id, "The tool"), result) for result in results) or None


def told(name: str, result: ToolResult) -> str:
    if result.is_error:
        return f"{name} failed: {result.content}"
    return f"{name} says: {readable(result.content)}"


def readable(content: str) -> str:
    try:
        value = orjson.loads(content)
    except orjson.JSONDecodeError:
        return content
    if isinstance(value, dict):
        return ", ".join(f"{key}: {item}" for key, item in value.items()) + "."
    return content
