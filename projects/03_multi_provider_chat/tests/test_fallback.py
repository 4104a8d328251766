import asyncio

import pytest
from conftest import HAIKU, LLAMA, MINI, ScriptedProviders

from app.fallback import MOST_TELLING_FIRST
from genai_shared import errors

FAILURES = [error for error in MOST_TELLING_FIRST if error is not errors.ContextTooLongError]


async def test_the_first_model_that_answers_is_the_only_one_asked(ask):
    providers = ScriptedProviders()

    answer = await ask(providers)

    assert providers.asked == [HAIKU]
    assert (answer.provider, answer.fallback_used, answer.usage.cost_usd) == ("anthropic", False, 0.00002)


@pytest.mark.parametrize("failure", FAILURES, ids=lambda error: error.code)
async def test_every_failure_of_a_provider_is_followed_by_the_next(ask, failure):
    providers = ScriptedProviders(anthropic=failure())

    answer = await ask(providers)

    assert providers.asked == [HAIKU, MINI]
    assert (answer.provider, answer.fallback_used) == ("openai", True)


async def test_a_request_that_a_provider_calls_invalid_is_not_sent_on(ask):
    providers = ScriptedProviders(anthropic=errors.ProviderRejectedError())

    with pytest.raises(errors.ProviderRejectedError):
        await ask(providers)

    assert providers.asked == [HAIKU]


async def test_a_mistake_of_ours_is_not_taken_for_a_failing_provider(ask):
    providers = ScriptedProviders(anthropic=KeyError("a typing error"))

    with pytest.raises(KeyError):
        await ask(providers)


async def test_only_larger_models_are_asked_after_too_long_a_prompt(ask):
    too_long, down = errors.ContextTooLongError(), errors.ProviderUnavailableError()
    providers = ScriptedProviders(anthropic=too_long, openai=down)

    with pytest.raises(errors.ProviderUnavailableError):
        await ask(providers)

    assert providers.asked == [HAIKU, MINI]


async def test_too_long_a_prompt_is_no_mark_against_the_model(ask):
    providers = ScriptedProviders(anthropic=errors.ContextTooLongError())
    for _ in range(3):
        await ask(providers, cooldown_after=2)

    assert providers.asked.count(HAIKU) == 3


async def test_a_resting_model_is_passed_over_as_a_fallback(ask):
    providers = ScriptedProviders(anthropic=errors.ProviderTimeoutError())
    answers = [await ask(providers, cooldown_after=2) for _ in range(3)]

    assert providers.asked == [HAIKU, MINI, HAIKU, MINI, MINI]
    assert all(answer.fallback_used for answer in answers)


async def test_when_all_fail_the_most_telling_failure_names_them_all(ask):
    providers = ScriptedProviders(
        anthropic=errors.ProviderAuthError(),
        openai=errors.ProviderBadResponseError(),
        openrouter=errors.ProviderRateLimitError(retry_after=7),
    )

    with pytest.raises(errors.ProviderRateLimitError) as end:
        await ask(providers)

    codes = {HAIKU: "provider_auth", MINI: "provider_bad_response", LLAMA: "provider_rate_limited"}
    for model, code in codes.items():
        assert f"{model}: {code}" in end.value.message
    assert end.value.headers == {}


async def test_the_shortest_wait_is_passed_on_when_all_gave_one(ask):
    providers = ScriptedProviders(
        anthropic=errors.ProviderRateLimitError(retry_after=9),
        openai=errors.ProviderUnavailableError(retry_after=3.2),
        openrouter=errors.ProviderRateLimitError(retry_after=20),
    )

    with pytest.raises(errors.ProviderRateLimitError) as end:
        await ask(providers)

    assert end.value.headers == {"Retry-After": "4"}


def leaves(cls):
    subclasses = cls.__subclasses__()
    return [leaf for subclass in subclasses for leaf in leaves(subclass)] or [cls]


def test_every_failure_of_a_provider_has_its_place_in_the_order():
    assert {*leaves(errors.ProviderError), errors.ContextTooLongError} == {
        *MOST_TELLING_FIRST,
        errors.ProviderRejectedError,
    }


async def test_a_caller_who_leaves_ends_the_whole_chain(ask):
    started = asyncio.Event()

    async def hang():
        started.set()
        await asyncio.Event().wait()

    providers = ScriptedProviders(anthropic=hang)
    asking = asyncio.create_task(ask(providers))
    await started.wait()
    asking.cancel()

    with pytest.raises(asyncio.CancelledError):
        await asking
    assert providers.asked == [HAIKU]
