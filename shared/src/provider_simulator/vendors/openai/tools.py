"""Read the tools a request offers and how freely the model may choose among them."""

from __future__ import annotations

import re
from typing import Any

from provider_simulator import sample
from provider_simulator.conversation import Tool
from provider_simulator.vendors.openai import strict
from provider_simulator.vendors.openai.errors import invalid, missing, wrong_type, wrong_value

NAME = re.compile(r"[a-zA-Z0-9_-]{1,64}")
CHOICES = ("none", "auto", "required")


def read(body: dict[str, Any]) -> tuple[tuple[Tool, ...], str]:
    """Give the tools and the choice: auto, required, none, or one tool's name."""
    offered = body.get("tools") or []
    tools = tuple(tool(value, f"tools[{place}]") for place, value in enumerate(offered))
    choice = body.get("tool_choice")
    if not tools:
        if choice not in (None, "none", "auto"):
            text = "'tool_choice' is only allowed when 'tools' are specified."
            raise invalid(f"Invalid value for 'tool_choice': {text}", "tool_choice")
        return (), "none"
    return tools, choose(choice, tools)


def choose(choice: Any, tools: tuple[Tool, ...]) -> str:  # noqa: ANN401 any JSON value
    if choice is None:
        return "auto"
    if isinstance(choice, str):
        if choice not in CHOICES:
            raise wrong_value("tool_choice", choice, CHOICES)
        return choice
    function = choice.get("function")
    name = function.get("name") if isinstance(function, dict) else None
    if choice.get("type") != "function" or name is None:
        raise missing("tool_choice.function.name")
    if name not in {tool.name for tool in tools}:
        raise invalid(f"Tool choice '{name}' not found in 'tools' parameter.", "tool_choice")
    return str(name)


def tool(value: Any, where: str) -> Tool:  # noqa: ANN401 any JSON value
    if not isinstance(value, dict):
        raise wrong_type(where, "an object", value)
    if value.get("type") != "function":
        raise (
            wrong_value(f"{where}.type", value.get("type"), ("function",))
            if "type" in value
            else missing(f"{where}.type")
        )
    function = value.get("function")
    if not isinstance(function, dict):
        raise missing(f"{where}.function")
    name = named(function, f"{where}.function")
    schema = function.get("parameters") or {"type": "object", "properties": {}}
    prefix, place = f"Invalid schema for function '{name}'", f"{where}.function.parameters"
    refuse_impossible(schema, prefix, place)
    if function.get("strict"):
        strict.check(schema, prefix, place)
    return Tool(name, str(function.get("description") or ""), schema)


def named(owner: dict[str, Any], where: str) -> str:
    name = owner.get("name")
    if name is None:
        raise missing(f"{where}.name")
    if not isinstance(name, str) or not NAME.fullmatch(name):
        text = "string does not match pattern. Expected a string that matches the pattern '^[a-zA-Z0-9_-]+$'."
        raise invalid(f"Invalid '{where}.name': {text}", f"{where}.name", "invalid_value")
    return name


def refuse_impossible(schema: Any, prefix: str, where: str) -> None:  # noqa: ANN401 any JSON value
    """Try the schema before the answer needs it, so that trouble is the request's 400."""
    if not isinstance(schema, dict):
        raise wrong_type(where, "an object", schema)
    try:
        sample.from_schema(schema)
    except sample.UnsatisfiableSchemaError as trouble:
        raise strict.bad_schema(f"{prefix}: {trouble}", where) from None
