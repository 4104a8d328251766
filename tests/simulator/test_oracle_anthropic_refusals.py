"""What Anthropic refuses, the simulator refuses too, and the real anthropic client says so."""

import anthropic
import pytest
from anthropic import AsyncAnthropic
from oracle_calls import KEY

MODEL = "claude-haiku-4-5"
QUESTION = [{"role": "user", "content": "What is 12 * 7?"}]


@pytest.fixture
async def client(simulator):
    async with AsyncAnthropic(
        api_key=KEY, base_url=f"{simulator.data_url}/anthropic", max_retries=0, timeout=20
    ) as client:
        yield client


async def test_the_new_version_refuses_temperature_and_the_old_one_takes_it(client, simulator):
    """The client sends 2026-10-21 unless told otherwise."""
    warm = {"temperature": 0.5}
    with pytest.raises(anthropic.BadRequestError, match="temperature"):
        await client.messages.create(model=MODEL, max_tokens=9, messages=QUESTION, extra_body=warm)
    assert simulator.last()["headers"]["anthropic-version"] == "2026-10-21"

    old = await client.messages.create(
        model=MODEL,
        max_tokens=99,
        messages=QUESTION,
        extra_body=warm,
        extra_headers={"anthropic-version": "2023-06-01"},
    )

    assert old.stop_reason == "end_turn"


REFUSED = {
    "an unknown model": ({"model": "claude-of-nowhere"}, anthropic.NotFoundError, "not_found_error"),
    "no room to answer": ({"max_tokens": 0}, anthropic.BadRequestError, "invalid_request_error"),
    "too much room": ({"max_tokens": 1_000_000}, anthropic.BadRequestError, "invalid_request_error"),
    "no messages": ({"messages": []}, anthropic.BadRequestError, "invalid_request_error"),
    "a system turn": (
        {"messages": [{"role": "system", "content": "hi"}]},
        anthropic.BadRequestError,
        "invalid_request_error",
    ),
    "an empty text": (
        {"messages": [{"role": "user", "content": ""}]},
        anthropic.BadRequestError,
        "invalid_request_error",
    ),
    "a prompt too long": (
        {"messages": [{"role": "user", "content": "word " * 300_000}]},
        anthropic.BadRequestError,
        "invalid_request_error",
    ),
    "a key from elsewhere": (
        {"extra_headers": {"authorization": "Bearer sk-ant-1"}},
        anthropic.AuthenticationError,
        "authentication_error",
    ),
    "an unknown field": (
        {"extra_body": {"maxtokens": 1}},
        anthropic.BadRequestError,
        "invalid_request_error",
    ),
}


@pytest.mark.parametrize("wrong", REFUSED)
async def test_what_the_vendor_refuses_is_refused(client, simulator, wrong):
    arguments, error, kind = REFUSED[wrong]

    with pytest.raises(error) as refused:
        await client.messages.create(
            **{"model": MODEL, "max_tokens": 9, "messages": QUESTION, "timeout": 20} | arguments
        )

    assert refused.value.type == kind
    assert refused.value.request_id == simulator.last()["request_id"]
