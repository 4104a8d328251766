"""Budgets are exact: whoever asks at once, and however an answer ends. Held on both databases."""

import asyncio
from dataclasses import replace

import pytest

from app.afterwards import Afterwards
from app.usage.account import Account
from app.usage.errors import SpendingLimitError
from app.usage.ledger import Bill, Ledger
from app.usage.metered import MeteredLane
from app.users.store import new_user
from genai_shared.auth import Principal
from genai_shared.errors import ProviderTruncatedError, ProviderUnavailableError, StoreUnavailableError
from genai_shared.prompt import Prompt
from genai_shared.schemas import ChatDone, Completion, Usage

USAGE = Usage(input_tokens=10, output_tokens=2, cost_usd=0.25)
DONE = ChatDone(provider="anthropic", model="m", fallback_used=False, stop_reason="stop", usage=USAGE)
PROMPT = Prompt(messages=[{"role": "user", "content": "hi"}], max_tokens=100)


class FreeOfLimits:
    """Limits that only write down what was reserved and settled."""

    def __init__(self):
        self.open = 0

    async def reserve(self, request, principal, tokens):
        self.open += tokens
        return Reserved(self, tokens)


class Reserved:
    def __init__(self, limits, tokens):
        self.limits, self.tokens = limits, tokens

    async def settle(self, tokens):
        self.limits.open += tokens - self.tokens


class ScriptedStream:
    def __init__(self, *steps):
        self.steps, self.closed = steps, False

    async def __aiter__(self):
        for step in self.steps:
            if isinstance(step, Exception):
                raise step
            if isinstance(step, asyncio.Event):
                await step.wait()
            else:
                yield step

    def broken_off(self, input_tokens, output_tokens):
        usage = Usage(input_tokens=input_tokens, output_tokens=output_tokens, cost_usd=output_tokens / 10)
        return DONE.model_copy(update={"usage": usage, "stop_reason": "client_gone"})

    async def aclose(self):
        self.closed = True


class ScriptedLane:
    """A lane on which every answer can cost one dollar."""

    def __init__(self, *steps):
        self.steps = steps

    def worst_cost(self, prompt, input_tokens):
        return 1.0

    async def complete(self, prompt):
        (step,) = self.steps
        if isinstance(step, Exception):
            raise step
        if isinstance(step, asyncio.Event):
            await step.wait()
        return Completion(content="Hello", **DONE.model_dump())

    async def stream(self, prompt):
        if isinstance(self.steps[0], Exception):
            raise self.steps[0]
        return ScriptedStream(*self.steps)


@pytest.fixture
async def ada(database):
    user = new_user("ada", "hash")
    async with database.writing() as session:
        session.add(user)
    return Principal(user.id, user.name, "user", "free", frozenset({"chat"}), "key_1")


@pytest.fixture
def ledger(database):
    return Ledger(database, {"free": 10.0}, lease=60)


@pytest.fixture
def metered(ledger, ada):
    limits = FreeOfLimits()

    def lane(*steps):
        return MeteredLane(ScriptedLane(*steps), Account(ledger, limits, Afterwards(), ada, None))

    lane.limits = limits
    return lane


async def test_of_a_hundred_at_once_only_as_many_are_let_in_as_can_be_paid(ledger, ada):
    async def ask():
        try:
            return await ledger.reserve(ada, 1.0)
        except SpendingLimitError:
            return None

    rows = [row for row in await asyncio.gather(*[ask() for _ in range(100)]) if row]

    assert len(rows) == 10
    assert await ledger.spent_today(ada.id) == 10


async def test_a_hundred_answers_are_settled_to_the_nano_dollar(ledger, ada):
    rows = [await ledger.reserve(ada, 0.01) for _ in range(100)]
    usage = Usage(input_tokens=1, output_tokens=1, cost_usd=0.000_000_123)
    await asyncio.gather(*[ledger.settle(row, Bill("anthropic", "m", usage)) for row in rows])

    assert await ledger.spent_today(ada.id) == pytest.approx(0.000_012_3, abs=1e-12)


async def test_what_is_settled_twice_counts_once(ledger, ada):
    row = await ledger.reserve(ada, 1.0)
    await ledger.settle(row, Bill("anthropic", "m", USAGE))
    await ledger.settle(row, Bill("anthropic", "m", USAGE.model_copy(update={"cost_usd": 9})))

    assert await ledger.spent_today(ada.id) == 0.25


async def test_the_reservation_of_a_process_that_died_expires(database, ada):
    ledger = Ledger(database, {"free": 10.0}, lease=0)
    await ledger.reserve(ada, 10.0)

    assert await ledger.reserve(ada, 10.0)


async def test_another_users_budget_is_another(database, ledger, ada):
    bob = new_user("bob", "hash")
    async with database.writing() as session:
        session.add(bob)
    await ledger.reserve(ada, 10.0)

    assert await ledger.reserve(Principal(bob.id, "bob", "user", "free", frozenset()), 10.0)


async def test_a_whole_answer_costs_what_the_provider_counted(metered, ledger, ada):
    await metered(None).complete(PROMPT)

    assert await ledger.spent_today(ada.id) == 0.25
    assert metered.limits.open == 12


async def test_a_failed_answer_costs_nothing(metered, ledger, ada):
    for ask in (
        metered(ProviderUnavailableError()).complete,
        metered(ProviderUnavailableError()).stream,
    ):
        with pytest.raises(ProviderUnavailableError):
            await ask(PROMPT)

    assert await ledger.spent_today(ada.id) == 0
    assert metered.limits.open == 0


async def test_a_stream_costs_what_the_provider_counted(metered, ledger, ada):
    stream = await metered("Hel", "lo", DONE).stream(PROMPT)
    pieces = [piece async for piece in stream]
    await stream.aclose()

    assert pieces == ["Hel", "lo", DONE]
    assert await ledger.spent_today(ada.id) == 0.25
    assert metered.limits.open == 12


@pytest.mark.parametrize(
    "steps", [("a", "b", "c", asyncio.Event()), ("a", "b", "c", ProviderTruncatedError())]
)
async def test_a_stream_that_is_not_whole_costs_the_pieces_that_came(metered, ledger, ada, steps):
    stream = await metered(*steps).stream(PROMPT)
    pieces = aiter(stream)
    for _ in range(3):
        await anext(pieces)
    if isinstance(steps[-1], Exception):
        with pytest.raises(ProviderTruncatedError):
            await anext(pieces)
    await stream.aclose()

    assert await ledger.spent_today(ada.id) == pytest.approx(0.3)


async def test_a_cancelled_request_is_settled_all_the_same(metered, ledger, ada):
    """Even when what settles it is cancelled as well, as it is when a server closes a connection."""
    lane = metered(asyncio.Event())
    asking = asyncio.create_task(lane.complete(PROMPT))
    while metered.limits.open == 0:  # noqa: ASYNC110 - it has begun when something is reserved
        await asyncio.sleep(0)
    asking.cancel()
    await asyncio.gather(asking, return_exceptions=True)
    await lane.account.afterwards.finished()

    assert 0 < metered.limits.open < 100


async def test_what_cannot_be_settled_is_settled_when_the_database_is_back(metered, ledger, ada, monkeypatch):
    """Whoever asked does not wait for it; the application, when it ends, does."""
    monkeypatch.setattr("app.afterwards.PAUSES", (0, 0))
    tries, back = [], asyncio.Event()

    class Restarted(Ledger):
        async def settle(self, row_id, bill):
            tries.append(row_id)
            if len(tries) < 3:
                raise StoreUnavailableError
            await back.wait()
            await super().settle(row_id, bill)

    lane = metered(None)
    restarted = Restarted(ledger.database, ledger.budgets, ledger.lease)
    account = replace(lane.account, ledger=restarted)
    await replace(lane, account=account).complete(PROMPT)

    assert await ledger.spent_today(ada.id) == 1.0
    back.set()
    await account.afterwards.finished()
    assert await ledger.spent_today(ada.id) == 0.25
