"""Read OpenAI's messages: roles, tool calls and their results."""

from __future__ import annotations

from typing import Any

import orjson

from provider_simulator.conversation import ToolCall, ToolResult, Turn
from provider_simulator.vendors.openai.content import read as content
from provider_simulator.vendors.openai.errors import invalid, missing, wrong_type, wrong_value

ROLES = ("system", "assistant", "user", "tool", "developer")


def read(messages: list[Any]) -> tuple[str, tuple[Turn, ...]]:
    """Give the system text and the turns; results of one round of tool calls make one turn."""
    system: list[str] = []
    turns: list[Turn] = []
    open_calls: list[str] = []
    for place, message in enumerate(messages):
        where = f"messages[{place}]"
        role = role_of(message, where)
        if role == "tool":
            add_result(turns, result(message, where, open_calls))
            continue
        refuse_unanswered(open_calls)
        turn = read_turn(role, message, where)
        open_calls = [call.id for call in turn.tool_calls]
        if role in ("system", "developer"):
            system.append(turn.text)
        else:
            turns.append(turn)
    refuse_unanswered(open_calls)
    return "\n".join(system), tuple(turns)


def role_of(message: Any, where: str) -> str:  # noqa: ANN401 any JSON value
    if not isinstance(message, dict):
        raise wrong_type(where, "an object", message)
    if "role" not in message:
        raise missing(f"{where}.role")
    role = message["role"]
    if role not in ROLES:
        raise wrong_value(f"{where}.role", role, ROLES)
    return str(role)


def read_turn(role: str, message: dict[str, Any], where: str) -> Turn:
    calls = tool_calls(message, f"{where}.tool_calls")
    if message.get("content") is None:
        if role == "assistant" and (calls or message.get("refusal")):
            return Turn("assistant", str(message.get("refusal") or ""), tool_calls=calls)
        raise invalid("Invalid value for 'content': expected a string, got null.", f"{where}.content")
    text, pictures = content(message["content"], f"{where}.content")
    if pictures and role != "user":
        allowed = "Image URLs are only allowed for messages with role 'user'"
        raise invalid(
            f"Invalid '{where}'. {allowed}, but this message with role '{role}' contains an image URL.",
            where,
            "invalid_value",
        )
    return Turn("assistant" if role == "assistant" else "user", text, images=pictures, tool_calls=calls)


def tool_calls(message: dict[str, Any], where: str) -> tuple[ToolCall, ...]:
    calls = message.get("tool_calls") or []
    if not isinstance(calls, list):
        raise wrong_type(where, "an array", calls)
    return tuple(tool_call(call, f"{where}[{place}]") for place, call in enumerate(calls))


def tool_call(value: Any, where: str) -> ToolCall:  # noqa: ANN401 any JSON value
    function = value.get("function") if isinstance(value, dict) else None
    if not isinstance(function, dict) or not isinstance(function.get("name"), str):
        raise missing(f"{where}.function")
    if not isinstance(value.get("id"), str):
        raise missing(f"{where}.id")
    try:
        arguments = orjson.loads(function.get("arguments") or "{}")
    except (orjson.JSONDecodeError, TypeError):
        arguments = None  # models do write broken JSON, and the vendor takes it back as it is
    return ToolCall(value["id"], function["name"], arguments if isinstance(arguments, dict) else {})


def result(message: dict[str, Any], where: str, open_calls: list[str]) -> ToolResult:
    called = message.get("tool_call_id")
    if called is None:
        raise missing(f"{where}.tool_call_id")
    if called not in open_calls:
        text = "messages with role 'tool' must be a response to a preceeding message with 'tool_calls'."
        raise invalid(f"Invalid parameter: {text}", f"{where}.role")
    open_calls.remove(called)
    return ToolResult(called, content(message.get("content"), f"{where}.content")[0])


def add_result(turns: list[Turn], found: ToolResult) -> None:
    last = turns[-1]
    if last.tool_results:
        turns[-1] = Turn("user", "", tool_results=(*last.tool_results, found))
    else:
        turns.append(Turn("user", "", tool_results=(found,)))


def refuse_unanswered(open_calls: list[str]) -> None:
    if open_calls:
        text = (
            "An assistant message with 'tool_calls' must be followed by tool messages responding to each "
            "'tool_call_id'."
        )
        listed = ", ".join(open_calls)
        raise invalid(
            f"{text} The following tool_call_ids did not have response messages: {listed}", "messages"
        )
