"""genai_shared.retries: rounds over the models, in front of providers that play a script."""

import asyncio

import pytest
import structlog
from test_llm import CATALOGUE, HAIKU, MINI, ScriptedReading, collect

from genai_shared import errors
from genai_shared.llm import Llm
from genai_shared.observability.record import Record, begin
from genai_shared.retries import TRANSIENT, RetryingLlm, RetrySettings
from genai_shared.schemas import ChatRequest

HI = ChatRequest(message="hi", model=HAIKU)
BOTH = ChatRequest(message="hi")
UNAVAILABLE = errors.ProviderUnavailableError()


class Providers:
    """Each request gets the next step of the script; when, and of which model, is kept."""

    def __init__(self, *steps):
        self.steps = list(steps)
        self.asked, self.times, self.deadlines = [], [], []
        self.begun = asyncio.Event()

    async def open_stream(self, model, chat, deadline):
        self.begun.set()
        self.asked.append(model)
        self.times.append(asyncio.get_running_loop().time())
        self.deadlines.append(deadline)
        step = self.steps.pop(0)
        if isinstance(step, Exception):
            raise step
        return step


def patient(providers, **given):
    keys = {"anthropic_api_key": "sk-sim-x", "openai_api_key": "sk-sim-x"}
    fast = {"retry_backoff": 0.02, "cooldown_after": 1000}
    settings = RetrySettings(_env_file=None, **{**keys, **fast, **given})
    return RetryingLlm(Llm(providers, CATALOGUE, settings), settings)


async def test_a_failure_of_the_only_model_that_passes_goes_unnoticed():
    begin(record := Record())
    providers = Providers(UNAVAILABLE, errors.ProviderTimeoutError(), ScriptedReading("Hello"))

    text, _ = await collect(await patient(providers).stream(HI))

    assert (text, providers.asked) == ("Hello", [HAIKU] * 3)
    assert (record.attempts, record.retries) == (3, 2)


async def test_a_fallback_is_asked_before_anybody_waits():
    providers = Providers(UNAVAILABLE, ScriptedReading("Hello"))

    await patient(providers, retry_backoff=60, retry_longest_wait=60).stream(BOTH)

    assert providers.asked == [HAIKU, MINI]


async def test_when_nobody_answers_another_round_asks_them_all_again():
    begin(record := Record())
    providers = Providers(UNAVAILABLE, UNAVAILABLE, ScriptedReading("Hello"))

    await patient(providers).stream(BOTH)

    assert providers.asked == [HAIKU, MINI, HAIKU]
    assert record.fallback is False, "the first model answered, if late"


async def test_nothing_multiplies_the_attempts():
    providers = Providers(*[UNAVAILABLE] * 100)

    with pytest.raises(errors.ProviderUnavailableError):
        await patient(providers, retry_attempts=3).stream(BOTH)

    assert providers.asked == [HAIKU, MINI] * 3


@pytest.mark.parametrize(
    "error",
    [
        error
        for error in [*errors.ProviderError.__subclasses__(), errors.ContextTooLongError]
        if error not in TRANSIENT
    ],
)
async def test_what_will_not_pass_is_not_tried_again(error):
    providers = Providers(error())

    with pytest.raises(error):
        await patient(providers).stream(HI)

    assert providers.asked == [HAIKU]


async def test_the_waits_grow():
    providers = Providers(*[UNAVAILABLE] * 4)

    with pytest.raises(errors.ProviderUnavailableError):
        await patient(providers, retry_attempts=4).stream(HI)

    first, second, third = (b - a for a, b in zip(providers.times, providers.times[1:], strict=False))
    assert first >= 0.02
    assert second >= 0.04
    assert third >= 0.08


async def test_the_provider_says_how_long():
    providers = Providers(errors.ProviderRateLimitError(retry_after=0.3), ScriptedReading("Hello"))

    await patient(providers).stream(HI)

    assert providers.times[1] - providers.times[0] >= 0.3


async def test_nobody_is_kept_waiting_for_a_long_retry_after():
    providers = Providers(errors.ProviderRateLimitError(retry_after=30))

    with pytest.raises(errors.ProviderRateLimitError) as failure:
        await patient(providers, retry_longest_wait=5).stream(HI)

    assert failure.value.headers == {"Retry-After": "30"}, "the caller can wait by itself"
    assert len(providers.asked) == 1


async def test_one_deadline_wins_over_all_rounds():
    providers = Providers(*[errors.ProviderRateLimitError(retry_after=2)] * 3)

    with pytest.raises(errors.ProviderRateLimitError):
        await patient(providers, provider_timeout=1.5).stream(HI)

    assert len(providers.asked) == 1, "a wait that leaves no time to ask is not begun"

    providers = Providers(UNAVAILABLE, ScriptedReading("Hello"))
    await patient(providers).stream(HI)
    assert len(set(providers.deadlines)) == 1


async def test_nothing_is_retried_after_the_first_token():
    providers = Providers(ScriptedReading("Hel", errors.ProviderTruncatedError()), ScriptedReading("Hello"))

    with pytest.raises(errors.ProviderTruncatedError):
        await collect(await patient(providers).stream(HI))

    assert providers.asked == [HAIKU]


async def test_a_model_that_rests_is_not_asked_in_the_next_round():
    providers = Providers(UNAVAILABLE, UNAVAILABLE, UNAVAILABLE)

    with pytest.raises(errors.ProviderUnavailableError) as failure:
        await patient(providers, cooldown_after=2, cooldown_seconds=60, retry_attempts=5).stream(HI)

    assert len(providers.asked) == 2
    assert 59 < failure.value.retry_after <= 60


async def test_each_retry_is_logged_with_its_number_and_wait():
    providers = Providers(UNAVAILABLE, UNAVAILABLE, ScriptedReading("Hello"))

    with structlog.testing.capture_logs() as lines:
        await patient(providers).stream(HI)

    retries = [line for line in lines if line["event"] == "retrying"]
    assert [(line["attempt"], line["code"]) for line in retries] == [
        (1, "provider_unavailable"),
        (2, "provider_unavailable"),
    ]
    assert all(line["wait_seconds"] >= 0.02 for line in retries)


async def test_a_caller_who_leaves_ends_the_waiting():
    providers = Providers(UNAVAILABLE, ScriptedReading("Hello"))

    waiting = asyncio.create_task(patient(providers, retry_backoff=20, retry_longest_wait=40).stream(HI))
    await providers.begun.wait()
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting

    assert len(providers.asked) == 1
