"""Measure how far our count of tokens is from what a provider counts.

    python count_error.py

Against a provider simulator that it starts (`python -m provider_simulator`), unless ANTHROPIC_API_KEY or the
like is set: with a key of your own it asks the real ones, for one token each time.
"""

# ruff: noqa: T201 - a script whose result is what it prints

import asyncio
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.request import Request, urlopen

from app.context.tokens import count
from app.conversations.models import Message
from genai_shared.llm import LlmSettings, open_llm, read_catalogue
from genai_shared.prompt import Prompt

MODELS = (
    "anthropic/claude-haiku-4-5",
    "openai/gpt-4.1-mini",
    "openrouter/meta-llama/llama-3.3-70b-instruct",
)
PREFIXES = {"anthropic": "/anthropic", "openai": "/openai/v1", "openrouter": "/openrouter/api/v1"}
TEXTS = {
    "English": "A request left its client and found a model that answered, one token at a time. " * 6,
    "German": "Die Anfrage verließ ihren Absender und fand ein Modell, das Wort für Wort antwortete. " * 6,
    "Japanese": "リクエストはクライアントを離れ、一語ずつ答えるモデルに出会いました。" * 6,
    "Python": "def count(messages):\n    return sum(len(message.content) for message in messages)\n" * 6,
    "JSON": '{"city": "Oslo", "temperature": 21.5, "days": [1, 2, 3], "sunny": true}\n' * 6,
    "Numbers": " ".join(str(number * 7_919) for number in range(80)),
    "Emoji": "🙂🎉👍🏽 " * 20,
}


@contextmanager
def providers() -> Iterator[None]:
    """Let the environment name providers: those that it names already, or a simulator."""
    if any(f"{name.upper()}_API_KEY" in os.environ for name in PREFIXES):
        yield
        return
    command = [sys.executable, "-m", "provider_simulator", "--port", "0", "--control-port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603 - our own
        data, _ = re.findall(r"http://\S+", process.stdout.readline() if process.stdout else "")
        for name, prefix in PREFIXES.items():
            os.environ[f"{name.upper()}_API_KEY"] = "sk-sim-count"
            os.environ[f"{name.upper()}_BASE_URL"] = data + prefix
        try:
            yield
        finally:
            process.terminate()


def conversation(text: str) -> list[Message]:
    """Return a short conversation around a text."""
    return [
        Message(role="user", content=text),
        Message(role="assistant", content="I see."),
        Message(role="user", content="Go on."),
    ]


def count_by_anthropic(settings: LlmSettings, messages: list[Message]) -> int:
    """Ask Anthropic's own endpoint for counting."""
    key = settings.keys["anthropic"].get_secret_value()
    body = {"model": "claude-haiku-4-5", "messages": [message.wire() for message in messages]}
    headers = {"x-api-key": key, "anthropic-version": "2023-06-01", "content-type": "application/json"}
    address = settings.base_urls["anthropic"] + "/v1/messages/count_tokens"
    request = Request(address, json.dumps(body).encode(), headers)  # noqa: S310 - an address of the settings
    with urlopen(request, timeout=10) as reply:  # noqa: S310 - the same
        return int(json.load(reply)["input_tokens"])


async def measure() -> None:
    """Print one line a text: our count, each provider's, and the error in per cent."""
    settings = LlmSettings()
    names = [model for model in MODELS if model.partition("/")[0] in settings.keys]
    heads = [*(name.partition("/")[0] for name in names), "count_tokens"]
    print(f"{'':10}{'ours':>8}" + "".join(f"{head:>20}" for head in heads))
    async with open_llm(settings, read_catalogue(settings.models_file)) as llm:
        for name, text in TEXTS.items():
            messages = conversation(text)
            ours = await count(messages)
            counted = []
            for model in names:
                prompt = Prompt(messages=[m.wire() for m in messages], model=model, max_tokens=1)
                counted.append((await llm.complete(prompt)).usage.input_tokens)
            if "anthropic" in settings.keys:
                counted.append(await asyncio.to_thread(count_by_anthropic, settings, messages))
            cells = "".join(f"{theirs:>12} {(ours - theirs) / theirs:>+7.0%}" for theirs in counted)
            print(f"{name:10}{ours:>8}{cells}")


if __name__ == "__main__":
    with providers():
        asyncio.run(measure())
