"""Another round when nobody answered: how often, how long, and when not."""

import asyncio

import pytest

from app.retries import TRANSIENT, RetryingLlm
from app.settings import Settings
from genai_shared import errors
from genai_shared.observability.record import Record, begin
from genai_shared.schemas import ChatRequest

HELLO = ChatRequest(message="Hello")


class Rounds:
    """Each call of the model lane gets the next step: an answer, or a failure."""

    def __init__(self, *steps):
        self.steps = list(steps)
        self.times, self.deadlines = [], []

    def models(self):
        return {}

    def resting(self):
        return {}

    async def complete(self, chat, deadline):
        self.times.append(asyncio.get_running_loop().time())
        self.deadlines.append(deadline)
        step = self.steps.pop(0)
        if isinstance(step, Exception):
            raise step
        return step


def patient(rounds, **given):
    return RetryingLlm(rounds, Settings(jwt_secret="x" * 32, **{"retry_backoff": 0.02, **given}))


@pytest.mark.parametrize("error", TRANSIENT)
async def test_what_may_pass_is_met_with_another_round(error):
    begin(record := Record())
    rounds = Rounds(error(), error(), "Hello")

    assert await patient(rounds).complete(HELLO) == "Hello"
    assert record.retries == 2
    assert len(set(rounds.deadlines)) == 1, "one deadline for all of them"


@pytest.mark.parametrize(
    "error", [errors.ProviderRejectedError, errors.ProviderAuthError, errors.ContextTooLongError]
)
async def test_what_would_be_answered_the_same_is_not(error):
    rounds = Rounds(error())

    with pytest.raises(error):
        await patient(rounds).complete(HELLO)

    assert len(rounds.times) == 1


async def test_the_waits_double_and_the_rounds_are_counted():
    rounds = Rounds(*[errors.ProviderUnavailableError()] * 3)

    with pytest.raises(errors.ProviderUnavailableError):
        await patient(rounds, retry_attempts=3).complete(HELLO)

    first, second = (later - before for before, later in zip(rounds.times, rounds.times[1:], strict=False))
    assert first >= 0.02
    assert second >= 0.04


async def test_a_retry_after_is_waited_for_up_to_a_budget():
    rounds = Rounds(errors.ProviderRateLimitError(retry_after=0.2), "Hello")
    await patient(rounds).complete(HELLO)
    assert rounds.times[1] - rounds.times[0] >= 0.2

    rounds = Rounds(errors.ProviderRateLimitError(retry_after=30))
    with pytest.raises(errors.ProviderRateLimitError) as failure:
        await patient(rounds).complete(HELLO)
    assert failure.value.headers == {"Retry-After": "30"}


async def test_no_wait_is_begun_that_leaves_no_time():
    rounds = Rounds(errors.ProviderRateLimitError(retry_after=2))

    with pytest.raises(errors.ProviderRateLimitError):
        await patient(rounds, provider_timeout=1).complete(HELLO)

    assert len(rounds.times) == 1
