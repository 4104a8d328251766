"""genai_shared.llm's order of attempts, in front of providers that play a script."""

import asyncio

import pytest

from genai_shared import errors
from genai_shared.llm import Catalogue, Llm, LlmSettings
from genai_shared.schemas import ChatDone, ChatRequest

HAIKU, MINI = "anthropic/claude-haiku-4-5", "openai/gpt-4.1-mini"
PRICES = {"input_price": 1.0, "output_price": 2.0, "context_window": 1000, "max_output": 100}
CATALOGUE = Catalogue.model_validate(
    {"default": "chat", "aliases": {"chat": [HAIKU, MINI]}, "models": {HAIKU: PRICES, MINI: PRICES}}
)


class ScriptedReading:
    """Plays texts, raises where an exception stands in the script, and records whether it was closed."""

    model, stop_reason, input_tokens, output_tokens = "the-model", "stop", 10, 2

    def __init__(self, *steps):
        self.steps = steps
        self.closed = False

    async def pieces(self):
        for step in self.steps:
            if isinstance(step, Exception):
                raise step
            yield step

    async def aclose(self):
        self.closed = True


class ScriptedProviders:
    """Each provider has one step: a reading, or an exception before the first token."""

    def __init__(self, **steps):
        self.steps = steps
        self.asked = []

    async def open_stream(self, model, chat, deadline):
        self.asked.append(model)
        step = self.steps[model.partition("/")[0]]
        if isinstance(step, Exception):
            raise step
        return step


def llm(providers, **given):
    keys = {"anthropic_api_key": "sk-sim-x", "openai_api_key": "sk-sim-x"}
    return Llm(providers, CATALOGUE, LlmSettings(_env_file=None, **{**keys, **given}))


async def collect(stream):
    return [piece async for piece in stream]


async def test_a_stream_gives_its_texts_and_then_how_it_ended():
    reading = ScriptedReading("Hel", "lo")

    stream = await llm(ScriptedProviders(anthropic=reading)).stream(ChatRequest(message="hi"))
    *texts, done = await collect(stream)

    assert texts == ["Hel", "lo"]
    assert isinstance(done, ChatDone)
    assert (done.provider, done.model, done.fallback_used) == ("anthropic", "the-model", False)
    assert done.usage.model_dump() == {"input_tokens": 10, "output_tokens": 2, "cost_usd": 0.000014}


async def test_a_failure_before_the_first_token_is_followed_by_the_next_model():
    providers = ScriptedProviders(
        anthropic=errors.ProviderUnavailableError(), openai=ScriptedReading("Hello")
    )

    stream = await llm(providers).stream(ChatRequest(message="hi"))
    _, done = await collect(stream)

    assert providers.asked == [HAIKU, MINI]
    assert (done.provider, done.fallback_used) == ("openai", True)


async def test_a_failure_after_the_first_token_is_the_end():
    reading = ScriptedReading("Hel", errors.ProviderTruncatedError())
    providers = ScriptedProviders(anthropic=reading, openai=ScriptedReading("Hello"))

    pieces = aiter(await llm(providers).stream(ChatRequest(message="hi")))
    first = await anext(pieces)
    with pytest.raises(errors.ProviderTruncatedError):
        await anext(pieces)

    assert first == "Hel"
    assert providers.asked == [HAIKU]


async def test_closing_a_stream_closes_what_it_reads():
    reading = ScriptedReading("Hel", "lo")

    stream = await llm(ScriptedProviders(anthropic=reading)).stream(ChatRequest(message="hi"))
    await stream.aclose()

    assert reading.closed


async def test_a_model_that_breaks_off_its_streams_has_to_rest():
    broken = ScriptedReading("Hel", errors.ProviderTruncatedError())
    models = llm(ScriptedProviders(anthropic=broken, openai=ScriptedReading("Hello")), cooldown_after=2)
    for _ in range(2):
        with pytest.raises(errors.ProviderTruncatedError):
            await collect(await models.stream(ChatRequest(message="hi")))

    _, done = await collect(await models.stream(ChatRequest(message="hi")))

    assert (done.provider, done.fallback_used) == ("openai", True)


async def test_a_whole_stream_forgets_the_failures_before_it():
    providers = ScriptedProviders(anthropic=errors.ProviderTimeoutError(), openai=ScriptedReading("Hello"))
    models = llm(providers, cooldown_after=2)
    for step in (errors.ProviderTimeoutError(), ScriptedReading("Hi"), errors.ProviderTimeoutError()):
        providers.steps["anthropic"] = step
        await collect(await models.stream(ChatRequest(message="hi")))

    providers.steps["anthropic"] = ScriptedReading("Hi")
    _, done = await collect(await models.stream(ChatRequest(message="hi")))

    assert done.provider == "anthropic"


async def test_when_all_fail_the_most_telling_failure_names_them_all():
    providers = ScriptedProviders(
        anthropic=errors.ProviderAuthError(), openai=errors.ProviderRateLimitError(retry_after=3)
    )

    with pytest.raises(errors.ProviderRateLimitError) as failure:
        await llm(providers).stream(ChatRequest(message="hi"))

    assert f"{HAIKU}: provider_auth" in failure.value.message
    assert failure.value.headers == {}, "not all of them said how long"


async def test_no_attempt_is_made_after_the_deadline():
    class Slow(ScriptedProviders):
        async def open_stream(self, model, chat, deadline):
            self.asked.append(model)
            try:
                async with asyncio.timeout_at(deadline):
                    await asyncio.Event().wait()
            except TimeoutError:
                raise errors.ProviderTimeoutError from None

    providers = Slow()
    with pytest.raises(errors.ProviderTimeoutError):
        await llm(providers, provider_timeout=0.01).stream(ChatRequest(message="hi"))

    assert providers.asked == [HAIKU]
