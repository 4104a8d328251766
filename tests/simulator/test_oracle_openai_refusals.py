"""What OpenAI refuses, the simulator refuses too, and the real openai client says so."""

import openai
import pytest
from openai import AsyncOpenAI
from oracle_calls import KEY

MODEL = "gpt-4.1-mini"
QUESTION = [{"role": "user", "content": "What is 12 * 7?"}]


@pytest.fixture
async def client(simulator):
    async with AsyncOpenAI(
        api_key=KEY, base_url=f"{simulator.data_url}/openai/v1", max_retries=0, timeout=20
    ) as client:
        yield client


REFUSED = {
    "an unknown model": ({"model": "gpt-of-nowhere"}, openai.NotFoundError, "model_not_found"),
    "no room to answer": ({"max_tokens": 0}, openai.BadRequestError, "integer_below_min_value"),
    "no messages": ({"messages": []}, openai.BadRequestError, "empty_array"),
    "an unknown role": (
        {"messages": [{"role": "robot", "content": "hi"}]},
        openai.BadRequestError,
        "invalid_value",
    ),
    "a prompt too long": (
        {"messages": [{"role": "user", "content": "word " * 500_000}]},
        openai.BadRequestError,
        "context_length_exceeded",
    ),
    "a key from elsewhere": (
        {"extra_headers": {"authorization": "Bearer sk-1"}},
        openai.AuthenticationError,
        "invalid_api_key",
    ),
    "too warm": ({"temperature": 9}, openai.BadRequestError, "decimal_above_max_value"),
}


@pytest.mark.parametrize("wrong", REFUSED)
async def test_what_the_vendor_refuses_is_refused(client, simulator, wrong):
    arguments, error, code = REFUSED[wrong]

    with pytest.raises(error) as refused:
        await client.chat.completions.create(**{"model": MODEL, "messages": QUESTION} | arguments)

    assert refused.value.code == code
    assert refused.value.type == "invalid_request_error"
    assert refused.value.request_id == simulator.last()["request_id"]
