"""genai_shared.limits: tokens per day, reserved before an answer and settled after it."""

import asyncio
from datetime import UTC, datetime

import pytest

from genai_shared.limits import Outage, TokenBudget, estimated
from genai_shared.redis_client import open_redis

NOON = datetime(2026, 11, 28, 12, tzinfo=UTC).timestamp()
MIDNIGHT = NOON + 12 * 3600


@pytest.fixture(params=["memory", "redis"])
def budget(request):
    """Each rule holds for both."""
    redis = request.getfixturevalue("redis") if request.param == "redis" else None
    return TokenBudget(redis, Outage(), clock=lambda: NOON)


async def test_what_does_not_fit_is_refused_and_costs_nothing(budget):
    """A smaller question may still fit."""
    assert (await budget.reserve("ada", 70, 100)).fits
    refused = await budget.reserve("ada", 40, 100)

    assert (refused.fits, refused.used, refused.resets_at) == (False, 70, MIDNIGHT)
    assert (await budget.reserve("ada", 30, 100)).fits


async def test_settling_puts_the_real_number_in_the_place_of_the_reserved(budget):
    """Less or more."""
    less, more = await budget.reserve("ada", 40, 100), await budget.reserve("ada", 40, 100)
    await less.settle(10)
    await more.settle(45)

    assert await budget.used("ada") == (55, MIDNIGHT)


async def test_users_do_not_share_a_budget(budget):
    """And so nobody's answers end another's day."""
    await budget.reserve("ada", 100, 100)

    assert (await budget.reserve("bob", 100, 100)).fits


async def test_the_next_day_begins_at_nothing():
    """At midnight UTC; what is settled later stays with the day of its reservation."""
    now = NOON
    budget = TokenBudget(None, Outage(), clock=lambda: now)
    yesterdays = await budget.reserve("ada", 100, 100)
    now = MIDNIGHT

    assert (await budget.reserve("ada", 60, 100)).fits
    await yesterdays.settle(10)
    assert (await budget.used("ada"))[0] == 60


async def test_of_many_at_once_no_more_than_fit(redis):
    """By several processes, too."""
    budgets = [TokenBudget(redis, Outage()), TokenBudget(redis, Outage())]

    reserved = await asyncio.gather(*(budget.reserve("ada", 10, 55) for budget in budgets for _ in range(10)))

    assert [one.fits for one in reserved].count(True) == 5


async def test_pages_expire(redis):
    """A user who never comes back leaves nothing behind."""
    await TokenBudget(redis, Outage(), clock=lambda: NOON).reserve("ada", 10, 100)

    assert 0 < await redis.ttl("tokens:2026-11-28:ada") <= 2 * 86_400


async def test_what_was_reserved_without_redis_is_settled_without_it(silent_redis):
    """Else what is given back would be taken from a sum that it never was part of."""
    async with open_redis(silent_redis, 0.05) as redis:
        budget = TokenBudget(redis, Outage())
        reserved = await budget.reserve("ada", 40, 100)
        await reserved.settle(5)

        assert (await budget.used("ada"))[0] == 5


async def test_headers_say_how_the_day_stands():
    """In the words of OpenAI's."""
    reserved = await TokenBudget(None, Outage(), clock=lambda: NOON).reserve("ada", 40, 100)

    assert reserved.headers == {
        "X-RateLimit-Limit-Tokens": "100",
        "X-RateLimit-Remaining-Tokens": "60",
        "X-RateLimit-Reset-Tokens": str(int(MIDNIGHT)),
    }


def test_an_estimate_is_a_quarter_of_the_bytes():
    """None is no text."""
    assert estimated("12345678", None, "1") == 3
