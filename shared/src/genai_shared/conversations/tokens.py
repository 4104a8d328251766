"""Count tokens without asking anybody: with an encoding that LiteLLM has brought along on disk.

It is an estimate. Each model has its own tokenizer, and only OpenAI's are public; `benchmarks/stage_6.py`
measures how far off it is from what a provider counts. What an answer costs is never reckoned from it, but
from the usage that the provider reports.
"""

import asyncio
import importlib.util
import json
import os
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import tiktoken

from genai_shared.conversations.models import Message, Turn

ENCODING = "o200k_base"
PER_MESSAGE = 4  # what a message costs besides its text: its role, and where it begins and ends
PIECE = 8_000  # characters that are encoded at once
LONG = 20_000  # characters from where counting takes milliseconds, and another thread


@cache
def encoding() -> tiktoken.Encoding:
    """Load the encoding, once a process, from LiteLLM's folder; tiktoken would look on the internet."""
    found = importlib.util.find_spec("litellm")
    if found is None or found.origin is None:
        raise ModuleNotFoundError("litellm, which brings the encodings, is not installed")
    os.environ["TIKTOKEN_CACHE_DIR"] = str(Path(found.origin).parent / "litellm_core_utils/tokenizers")
    return tiktoken.get_encoding(ENCODING)


def count_text(text: str) -> int:
    """Return a text's tokens; what looks like a control token counts as the text it is.

    Piece by piece: on a megabyte of spaces, which anybody can send, tiktoken's pattern runs out of stack, and
    what it then raises is no Exception. A cut costs one token at most.
    """
    pieces = (text[start : start + PIECE] for start in range(0, len(text), PIECE))
    return sum(len(encoding().encode_ordinary(piece)) for piece in pieces)


def count_message(message: Message) -> int:
    calls = [call.function.model_dump() for call in message.tool_calls]
    return PER_MESSAGE + count_text(message.content) + (count_text(json.dumps(calls)) if calls else 0)


async def count(messages: Iterable[Message]) -> int:
    """Return the tokens of messages; for long ones in another thread, so that nobody waits for it."""
    listed = list(messages)
    if sum(len(message.content) for message in listed) < LONG:
        return sum(map(count_message, listed))
    return await asyncio.to_thread(lambda: sum(map(count_message, listed)))


def count_turns(turns: Iterable[Turn]) -> int:
    """Return the tokens of turns, which were counted when they were stored."""
    return sum(turn.tokens for turn in turns)
