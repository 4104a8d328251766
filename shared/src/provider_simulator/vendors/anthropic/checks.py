"""What Anthropic checks across messages: the order of roles, empty content, calls and their results."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from provider_simulator.vendors.anthropic.errors import invalid
from provider_simulator.vendors.anthropic.schema import Message, TextBlock, ToolResultBlock, ToolUseBlock

if TYPE_CHECKING:
    from provider_simulator.vendors.base import VendorError


def roles(messages: list[Message]) -> None:
    if not messages:
        raise invalid("messages: at least one message is required")
    if messages[0].role == "system":
        raise invalid(
            'messages: Unexpected role "system". The Messages API accepts a top-level `system` parameter, '
            'not "system" as an input message role.'
        )
    if messages[0].role != "user":
        raise invalid('messages: first message must use the "user" role')
    contents(messages)


def contents(messages: list[Message]) -> None:
    last = len(messages) - 1
    for place, message in enumerate(messages):
        if not message.content and not (place == last and message.role == "assistant"):
            raise invalid(
                f"messages.{place}: all messages must have non-empty content except for the optional final "
                "assistant message"
            )
        if any(isinstance(block, TextBlock) and not block.text for block in message.content):
            raise invalid("messages: text content blocks must be non-empty")


def tool_results(turns: list[Message]) -> None:
    """Every tool call is answered in the very next turn, and every result answers one."""
    nobody = Message(role="assistant", content=[])
    for place, (before, after) in enumerate(pairwise([nobody, *turns])):
        called = {block.id for block in before.content if isinstance(block, ToolUseBlock)}
        answered = {
            block.tool_use_id: number
            for number, block in enumerate(after.content)
            if isinstance(block, ToolResultBlock)
        }
        for id_ in answered.keys() - called:
            raise unexpected_result(place, answered[id_], id_)
        if missing := sorted(called - answered.keys()):
            raise missing_results(place - 1, missing)
    if unanswered := [block.id for block in turns[-1].content if isinstance(block, ToolUseBlock)]:
        raise missing_results(len(turns) - 1, unanswered)


def unexpected_result(place: int, number: int, id_: str) -> VendorError:
    return invalid(
        f"messages.{place}.content.{number}: unexpected `tool_use_id` found in `tool_result` blocks: {id_}. "
        "Each `tool_result` block must have a corresponding `tool_use` block in the previous message."
    )


def missing_results(place: int, ids: list[str]) -> VendorError:
    return invalid(
        f"messages.{place}: `tool_use` ids were found without `tool_result` blocks immediately after: "
        f"{', '.join(ids)}. Each `tool_use` block must have a corresponding `tool_result` block in the next "
        "message."
    )
