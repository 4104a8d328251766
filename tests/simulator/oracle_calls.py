"""One call of each real client in each mode, and what came of it in one line.

`attempt` is what the fault table's cells are made of: the finish reason when the client calls it a success,
else the exception's class with its status and the vendor's own type, and how many tokens were heard before.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

import litellm
import pytest
from anthropic import AsyncAnthropic
from openai import AsyncOpenAI

KEY = "sk-sim-oracle"
BASE = {"anthropic": "/anthropic", "openai": "/openai/v1", "openrouter": "/openrouter/api/v1"}
MODEL = {"anthropic": "claude-haiku-4-5", "openai": "gpt-4.1-mini", "openrouter": "openai/gpt-4.1-mini"}
PROMPT = "What is server-sent events streaming good for?"
litellm.suppress_debug_info = True  # else it prints advice with every error
# What a test that calls LiteLLM is marked with. LiteLLM has pydantic model a TypedDict with `ReadOnly` items
# at its first call, and looks through all attributes of a streamed delta; pydantic warns of either.
LITELLM = [
    pytest.mark.usefixtures("litellm_clients"),
    pytest.mark.filterwarnings("ignore:Items? .* on TypedDict class:UserWarning"),
    pytest.mark.filterwarnings("ignore:Accessing the 'model_:pydantic.warnings.PydanticDeprecatedSince211"),
]


@dataclass
class Call:
    """What to ask whom, and what was heard until the end, good or bad."""

    vendor: str
    host: str
    timeout: float
    heard: list[str] = field(default_factory=list)
    finish: str | None = None

    @property
    def base(self) -> str:
        return self.host + BASE[self.vendor]

    @property
    def model(self) -> str:
        return MODEL[self.vendor]


async def anthropic_json(call: Call) -> None:
    async with AsyncAnthropic(api_key=KEY, base_url=call.base, max_retries=0, timeout=call.timeout) as client:
        message = await client.messages.create(
            model=call.model, max_tokens=1000, messages=[{"role": "user", "content": PROMPT}]
        )
    call.heard = [block.type for block in message.content]
    call.finish = message.stop_reason


async def anthropic_stream(call: Call) -> None:
    async with (
        AsyncAnthropic(api_key=KEY, base_url=call.base, max_retries=0, timeout=call.timeout) as client,
        client.messages.stream(
            model=call.model, max_tokens=1000, messages=[{"role": "user", "content": PROMPT}]
        ) as stream,
    ):
        async for text in stream.text_stream:
            call.heard.append(text)
        call.finish = (await stream.get_final_message()).stop_reason


async def openai_json(call: Call) -> None:
    async with AsyncOpenAI(api_key=KEY, base_url=call.base, max_retries=0, timeout=call.timeout) as client:
        completion = await client.chat.completions.create(
            model=call.model, messages=[{"role": "user", "content": PROMPT}]
        )
    call.heard = [completion.choices[0].message.content or ""]
    call.finish = completion.choices[0].finish_reason


async def openai_stream(call: Call) -> None:
    async with (
        AsyncOpenAI(api_key=KEY, base_url=call.base, max_retries=0, timeout=call.timeout) as client,
        await client.chat.completions.create(
            model=call.model, messages=[{"role": "user", "content": PROMPT}], stream=True
        ) as stream,
    ):
        async for chunk in stream:
            for choice in chunk.choices:
                call.heard += [choice.delta.content] if choice.delta.content else []
                call.finish = choice.finish_reason or call.finish


async def litellm_json(call: Call) -> None:
    response = await litellm.acompletion(
        model=f"{call.vendor}/{call.model}",
        messages=[{"role": "user", "content": PROMPT}],
        api_base=call.base,
        api_key=KEY,
        timeout=call.timeout,
        max_retries=0,
    )
    call.heard = [response.choices[0].message.content or ""]
    call.finish = response.choices[0].finish_reason


async def litellm_stream(call: Call) -> None:
    stream = await litellm.acompletion(
        model=f"{call.vendor}/{call.model}",
        messages=[{"role": "user", "content": PROMPT}],
        api_base=call.base,
        api_key=KEY,
        timeout=call.timeout,
        max_retries=0,
        stream=True,
    )
    try:
        async for chunk in stream:
            delta = chunk.choices[0].delta
            call.heard += [delta.content] if delta.content else []
            call.finish = chunk.choices[0].finish_reason or call.finish
    finally:
        await stream.aclose()


async def attempt(client: Callable[[Call], Awaitable[None]], call: Call) -> str:
    """Make the call; say in a line how it ended."""
    try:
        await client(call)
    except Exception as error:  # noqa: BLE001 - whatever a client lets out is the finding
        return describe(error, len(call.heard))
    silent = not any(call.heard) and call.finish not in ("tool_use", "tool_calls")
    return f"ok {call.finish}" + (" but empty" if silent else "")


def describe(error: Exception, heard: int) -> str:
    """`RateLimitError 429 rate_limit_error after 3 tokens`; foreign classes keep their package's name."""
    package = type(error).__module__.partition(".")[0]
    own = package in ("anthropic", "openai", "litellm")
    words = [type(error).__name__ if own else f"{package}.{type(error).__name__}"]
    words += [str(value) for name in ("status_code", "type") if (value := getattr(error, name, None))]
    return " ".join(words) + (f" after {heard} tokens" if heard else "")
