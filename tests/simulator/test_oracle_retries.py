"""How often each real client asks again, as the journal counts it."""

import anthropic
import litellm
import openai
import pytest
from oracle_calls import BASE, KEY, LITELLM, MODEL

pytestmark = LITELLM
QUESTION = [{"role": "user", "content": "What is 12 * 7?"}]
# A fraction of a second to wait, where the client takes fractions.
BUSY = {"kind": "status", "status": 429, "retry_after": 0.01}


def counts(simulator):
    return [entry["headers"].get("x-stainless-retry-count") for entry in simulator.journal()]


async def test_anthropic_asks_three_times_and_counts(simulator):
    simulator.script({"vendor": "anthropic", "request": [1, 2], "fault": BUSY})
    async with anthropic.AsyncAnthropic(
        api_key=KEY, base_url=simulator.data_url + BASE["anthropic"]
    ) as client:
        message = await client.messages.create(
            model=MODEL["anthropic"], max_tokens=99, messages=QUESTION, timeout=20
        )

    assert counts(simulator) == ["0", "1", "2"]
    assert message.content[0].text == simulator.last()["reply"]


async def test_anthropic_gives_up_after_the_third(simulator):
    simulator.script({"vendor": "anthropic", "fault": BUSY})
    async with anthropic.AsyncAnthropic(
        api_key=KEY, base_url=simulator.data_url + BASE["anthropic"]
    ) as client:
        with pytest.raises(anthropic.RateLimitError):
            await client.messages.create(
                model=MODEL["anthropic"], max_tokens=99, messages=QUESTION, timeout=20
            )

    assert counts(simulator) == ["0", "1", "2"]


@pytest.mark.parametrize("vendor", ["openai", "openrouter"])
async def test_openai_asks_three_times_and_counts(simulator, vendor):
    simulator.script({"vendor": vendor, "request": [1, 2], "fault": BUSY})
    async with openai.AsyncOpenAI(
        api_key=KEY, base_url=simulator.data_url + BASE[vendor], timeout=20
    ) as client:
        completion = await client.chat.completions.create(model=MODEL[vendor], messages=QUESTION)

    assert counts(simulator) == ["0", "1", "2"]
    assert completion.choices[0].message.content == simulator.last()["reply"]


async def test_openai_does_not_wait_longer_than_two_minutes(simulator):
    simulator.script({"fault": {"kind": "status", "status": 429, "retry_after": 121}})
    async with openai.AsyncOpenAI(
        api_key=KEY, base_url=simulator.data_url + BASE["openai"], timeout=20
    ) as client:
        with pytest.raises(openai.RateLimitError):
            await client.chat.completions.create(model=MODEL["openai"], messages=QUESTION)

    assert counts(simulator) == ["0"]


@pytest.mark.parametrize("vendor", ["anthropic", "openai"])
async def test_the_vendor_decides_about_retrying(simulator, vendor):
    """`x-should-retry: false` stops both clients; `true` makes them repeat what they would not."""
    refused = {"kind": "status", "status": 503, "should_retry": False}
    simulator.script({"request": 1, "fault": refused})
    with pytest.raises((anthropic.APIStatusError, openai.APIStatusError)):
        await ask(simulator, vendor)
    assert counts(simulator) == ["0"]

    simulator.script({"request": 1, "fault": BUSY | {"status": 400, "should_retry": True}})
    await ask(simulator, vendor)
    assert counts(simulator)[1:] == ["0", "1"]


async def ask(simulator, vendor):
    base, messages = simulator.data_url + BASE[vendor], QUESTION
    if vendor == "anthropic":
        async with anthropic.AsyncAnthropic(api_key=KEY, base_url=base, timeout=20) as client:
            await client.messages.create(model=MODEL[vendor], max_tokens=99, messages=messages)
    else:
        async with openai.AsyncOpenAI(api_key=KEY, base_url=base, timeout=20) as client:
            await client.chat.completions.create(model=MODEL[vendor], messages=messages)


@pytest.mark.parametrize(
    ("vendor", "expected"),
    [("anthropic", [None]), ("openai", ["0", "1", "2"]), ("openrouter", [None])],
)
async def test_litellm_retries_openai_alone_and_unasked(simulator, vendor, expected):
    """Its `openai/` route hides the SDK's two retries; the other two ask once and count nothing."""
    simulator.script({"vendor": vendor, "fault": BUSY})
    with pytest.raises(litellm.RateLimitError):
        await litellm.acompletion(
            model=f"{vendor}/{MODEL[vendor]}",
            messages=QUESTION,
            api_base=simulator.data_url + BASE[vendor],
            api_key=KEY,
            timeout=20,
        )

    assert counts(simulator) == expected


async def test_a_litellm_router_repeats_what_failed(simulator):
    """It is the Router, because `acompletion(num_retries=…)` does nothing where tenacity is missing."""
    target = {
        "model": "anthropic/claude-haiku-4-5",
        "api_base": simulator.data_url + BASE["anthropic"],
        "api_key": KEY,
    }
    router = litellm.Router(model_list=[{"model_name": "chat", "litellm_params": target}], num_retries=1)
    simulator.script({"vendor": "anthropic", "request": 1, "fault": {"kind": "status", "status": 503}})

    response = await router.acompletion(model="chat", messages=QUESTION)

    assert [entry["status"] for entry in simulator.journal()] == [503, 200]
    assert response.choices[0].message.content == simulator.last()["reply"]
