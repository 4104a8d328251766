"""How large a prompt is, by our own count: what a budget is reserved by."""

import asyncio
import json
from collections.abc import Iterable
from typing import Any

from genai_shared.conversations.tokens import LONG, PER_MESSAGE, count_text
from genai_shared.prompt import Prompt

IMAGE_TOKENS = 1_000  # about what a picture costs; providers reckon by its size


async def prompt_tokens(prompt: Prompt) -> int:
    """Return about how many tokens a provider will count in a prompt, its tools and its schema included."""
    extras = [json.dumps(extra) for extra in (prompt.tools, prompt.response_format) if extra]
    texts = [*extras, *(text for message in prompt.messages for text in texts_of(message))]
    images = len(
        [part for message in prompt.messages for part in parts_of(message) if part.get("type") == "image_url"]
    )
    return await text_tokens(texts) + PER_MESSAGE * len(prompt.messages) + IMAGE_TOKENS * images


async def text_tokens(texts: Iterable[str]) -> int:
    """Return the tokens of texts; of long ones in another thread, so that nobody waits for it."""
    listed = list(texts)
    if sum(map(len, listed)) < LONG:
        return sum(map(count_text, listed))
    return await asyncio.to_thread(lambda: sum(map(count_text, listed)))


def texts_of(message: dict[str, Any]) -> list[str]:
    content = message.get("content")
    texts = [content] if isinstance(content, str) else []
    texts += [part["text"] for part in parts_of(message) if isinstance(part.get("text"), str)]
    return [*texts, json.dumps(message["tool_calls"])] if message.get("tool_calls") else texts


def parts_of(message: dict[str, Any]) -> list[dict[str, Any]]:
    content = message.get("content")
    return content if isinstance(content, list) else []
