"""What a real client's exception tells of a scripted error: message, type, code, ids, when to retry."""

import anthropic
import httpx2
import litellm
import openai
import pytest
from oracle_calls import BASE, KEY, LITELLM, MODEL

pytestmark = LITELLM
QUESTION = [{"role": "user", "content": "What is 12 * 7?"}]
LIMITED = {
    "kind": "status",
    "status": 429,
    "retry_after": 7,
    "message": "Slow down, please.",
    "error_code": "enforced_spend_limit_reached",
}


async def ask(simulator, vendor):
    base = simulator.data_url + BASE[vendor]
    if vendor == "anthropic":
        async with anthropic.AsyncAnthropic(api_key=KEY, base_url=base, max_retries=0) as client:
            await client.messages.create(model=MODEL[vendor], max_tokens=9, messages=QUESTION)
    else:
        async with openai.AsyncOpenAI(api_key=KEY, base_url=base, max_retries=0) as client:
            await client.chat.completions.create(model=MODEL[vendor], messages=QUESTION)


async def test_anthropic_tells_all(simulator):
    simulator.script({"vendor": "anthropic", "fault": LIMITED})
    with pytest.raises(anthropic.RateLimitError, match=r"Slow down, please\.") as raised:
        await ask(simulator, "anthropic")

    error = raised.value
    assert (error.type, error.error_code) == ("rate_limit_error", "enforced_spend_limit_reached")
    assert error.api_message == "Slow down, please."
    assert error.response.headers["retry-after"] == "7"
    assert error.request_id == simulator.last()["request_id"] == error.body["request_id"]


async def test_openai_tells_all(simulator):
    simulator.script({"vendor": "openai", "fault": LIMITED})
    with pytest.raises(openai.RateLimitError, match=r"Slow down, please\.") as raised:
        await ask(simulator, "openai")

    error = raised.value
    assert error.code == "enforced_spend_limit_reached"
    assert error.response.headers["retry-after"] == "7"
    assert error.request_id == simulator.last()["request_id"]


async def test_openrouter_tells_the_status_as_its_code(simulator):
    simulator.script({"vendor": "openrouter", "fault": LIMITED | {"error_code": None}})
    with pytest.raises(openai.RateLimitError, match=r"Slow down, please\.") as raised:
        await ask(simulator, "openrouter")

    assert (raised.value.body["code"], raised.value.body["message"]) == (429, "Slow down, please.")
    assert raised.value.response.headers["retry-after"] == "7"


@pytest.mark.parametrize("vendor", BASE)
async def test_litellm_keeps_the_upstream_headers(simulator, vendor):
    simulator.script({"vendor": vendor, "fault": LIMITED | {"error_code": None}})
    with pytest.raises(litellm.RateLimitError, match=r"Slow down, please\.") as raised:
        await litellm.acompletion(
            model=f"{vendor}/{MODEL[vendor]}",
            messages=QUESTION,
            api_base=simulator.data_url + BASE[vendor],
            api_key=KEY,
            max_retries=0,
        )

    assert raised.value.litellm_response_headers["retry-after"] == "7"


async def test_a_date_to_retry_at_is_sent_as_it_was_scripted(simulator):
    date = "Fri, 20 Nov 2026 12:00:00 GMT"
    simulator.script({"vendor": "anthropic", "fault": LIMITED | {"retry_after": date}})
    with pytest.raises(anthropic.RateLimitError) as raised:
        await ask(simulator, "anthropic")

    assert raised.value.response.headers["retry-after"] == date


@pytest.mark.parametrize("vendor", BASE)
async def test_a_client_that_leaves_is_noticed(simulator, vendor):
    """`async with` around the stream closes the request, though the answer waits at a gate."""
    simulator.script({"vendor": vendor, "fault": {"kind": "gate", "open": 1}})
    base = simulator.data_url + BASE[vendor]
    if vendor == "anthropic":
        async with (
            anthropic.AsyncAnthropic(api_key=KEY, base_url=base) as client,
            client.messages.stream(model=MODEL[vendor], max_tokens=99, messages=QUESTION) as stream,
        ):
            await anext(aiter(stream.text_stream))
    else:
        async with (
            openai.AsyncOpenAI(api_key=KEY, base_url=base) as client,
            await client.chat.completions.create(
                model=MODEL[vendor], messages=QUESTION, stream=True
            ) as stream,
        ):
            await anext(stream)

    assert simulator.last()["ended"] == "client_gone"


@pytest.mark.parametrize("vendor", BASE)
async def test_without_a_key_the_vendor_says_so(simulator, vendor):
    """No client sends such a request by itself, so it is made by hand."""
    path = "/v1/messages" if vendor == "anthropic" else "/chat/completions"
    async with httpx2.AsyncClient(base_url=simulator.data_url) as client:
        reply = await client.post(BASE[vendor] + path, json={"model": MODEL[vendor]})

    assert reply.status_code == 401
    assert reply.json()["error"]["message"]
