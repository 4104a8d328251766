"""The real openai client against the simulator's OpenRouter: what it adds to OpenAI's format."""

import openai
import pytest
from openai import AsyncOpenAI
from oracle_calls import KEY

MODEL = "meta-llama/llama-3.3-70b-instruct"
QUESTION = [{"role": "user", "content": "What is 12 * 7?"}]


@pytest.fixture
async def client(simulator):
    async with AsyncOpenAI(
        api_key=KEY, base_url=f"{simulator.data_url}/openrouter/api/v1", max_retries=0, timeout=20
    ) as client:
        yield client


async def test_a_completion_names_its_provider_and_its_cost(client, simulator):
    completion = await client.chat.completions.create(model=MODEL, messages=QUESTION)

    sent = simulator.last()
    assert completion.choices[0].message.content == sent["reply"]
    assert completion.choices[0].model_extra["native_finish_reason"]
    assert completion.choices[0].finish_reason == "stop"
    assert completion.provider
    assert completion.usage.model_extra["cost"] > 0
    assert (completion.model, completion.id[:4]) == (MODEL, "gen-")


async def test_a_stream_starts_with_comments_and_ends_with_the_cost(client, simulator):
    """The client skips the comments; the journal's frames show that they were sent."""
    stream = await client.chat.completions.create(model=MODEL, messages=QUESTION, stream=True)
    async with stream:
        chunks = [chunk async for chunk in stream]

    sent = simulator.last()
    texts = [choice.delta.content for chunk in chunks for choice in chunk.choices if choice.delta.content]
    assert "".join(texts) == sent["reply"]
    assert sent["frames"][0].startswith(": OPENROUTER PROCESSING")
    assert chunks[-1].usage.model_extra["cost"] > 0
    assert all(chunk.provider for chunk in chunks)


async def test_the_stream_helper_takes_it(client, simulator):
    async with client.chat.completions.stream(model=MODEL, messages=QUESTION) as stream:
        final = await stream.get_final_completion()

    assert final.choices[0].message.content == simulator.last()["reply"]


async def test_the_first_known_of_several_models_answers(client):
    completion = await client.chat.completions.create(
        model=MODEL, messages=QUESTION, extra_body={"models": ["openai/gpt-4.1-mini"]}
    )

    assert completion.model == MODEL


async def test_models_are_listed_with_their_prices(client):
    listed = {model.id: model async for model in client.models.list()}

    assert float(listed[MODEL].pricing["prompt"]) > 0
    assert listed[MODEL].context_length == 131_072


REFUSED = {
    "an unknown model": ({"model": "nobody/nothing"}, openai.BadRequestError, 400),
    "no messages": ({"messages": []}, openai.BadRequestError, 400),
    "a key from elsewhere": (
        {"extra_headers": {"authorization": "Bearer sk-or-1"}},
        openai.AuthenticationError,
        401,
    ),
}


@pytest.mark.parametrize("wrong", REFUSED)
async def test_what_the_vendor_refuses_is_refused(client, wrong):
    arguments, error, code = REFUSED[wrong]

    with pytest.raises(error) as refused:
        await client.chat.completions.create(**{"model": MODEL, "messages": QUESTION} | arguments)

    assert refused.value.body["code"] == code
    assert refused.value.body["message"]
