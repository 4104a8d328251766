"""The real openai client against the simulator's OpenAI: text, streams, models, embeddings."""

import openai
import pytest
from openai import AsyncOpenAI, OpenAI
from oracle_calls import KEY

MODEL = "gpt-4.1-mini"
QUESTION = [{"role": "user", "content": "What is 12 * 7?"}]


@pytest.fixture
async def client(simulator):
    async with AsyncOpenAI(
        api_key=KEY, base_url=f"{simulator.data_url}/openai/v1", max_retries=0, timeout=20
    ) as client:
        yield client


async def test_a_completion_is_what_the_journal_says_was_sent(client, simulator):
    completion = await client.chat.completions.create(model=MODEL, messages=QUESTION)

    sent = simulator.last()
    choice = completion.choices[0]
    assert choice.message.content == sent["reply"]
    assert "12 * 7 = 84" in sent["reply"]
    assert (choice.message.role, choice.finish_reason) == ("assistant", "stop")
    assert (completion.object, completion.id[:9]) == ("chat.completion", "chatcmpl-")
    assert completion.model.startswith(MODEL)
    assert completion.usage.prompt_tokens == sent["usage"]["input_tokens"] > 0
    assert completion.usage.completion_tokens == sent["usage"]["output_tokens"] > 0
    assert completion.usage.total_tokens == sum(sent["usage"].values())
    assert completion._request_id == sent["request_id"]


def test_the_sync_client_gets_the_same(simulator):
    with OpenAI(api_key=KEY, base_url=f"{simulator.data_url}/openai/v1", max_retries=0) as client:
        whole = client.chat.completions.create(model=MODEL, messages=QUESTION)
        with client.chat.completions.create(model=MODEL, messages=QUESTION, stream=True) as stream:
            streamed = "".join(chunk.choices[0].delta.content or "" for chunk in stream)

    assert whole.choices[0].message.content.startswith("12 * 7 = 84")
    assert streamed == simulator.last()["reply"]


async def test_the_raw_answer_has_the_request_id_and_the_rate_limits(client):
    raw = await client.chat.completions.with_raw_response.create(model=MODEL, messages=QUESTION)

    assert raw.headers["x-request-id"].startswith("req_")
    assert int(raw.headers["x-ratelimit-limit-requests"]) > 0
    assert int(raw.headers["x-ratelimit-remaining-requests"]) >= 0
    assert raw.parse().choices[0].finish_reason == "stop"


async def test_the_usage_comes_in_a_last_chunk_without_choices(client, simulator):
    stream = await client.chat.completions.create(
        model=MODEL, messages=QUESTION, stream=True, stream_options={"include_usage": True}
    )
    async with stream:
        *chunks, last = [chunk async for chunk in stream]

    sent = simulator.last()
    texts = [content for chunk in chunks if (content := chunk.choices[0].delta.content)]
    assert "".join(texts) == sent["reply"]
    assert len(texts) == sent["tokens_sent"] == last.usage.completion_tokens
    assert last.choices == []
    assert last.usage.prompt_tokens == sent["usage"]["input_tokens"]
    assert [chunk.usage for chunk in chunks] == [None] * len(chunks)
    assert chunks[0].choices[0].delta.role == "assistant"
    assert chunks[-1].choices[0].finish_reason == "stop"


async def test_no_usage_comes_unasked(client):
    stream = await client.chat.completions.create(model=MODEL, messages=QUESTION, stream=True)
    async with stream:
        chunks = [chunk async for chunk in stream]

    assert all(chunk.usage is None and chunk.choices for chunk in chunks)
    assert len({chunk.id for chunk in chunks}) == 1


async def test_the_stream_helper_gives_deltas_then_the_whole(client, simulator):
    async with client.chat.completions.stream(model=MODEL, messages=QUESTION) as stream:
        events = [event async for event in stream]
        final = await stream.get_final_completion()

    deltas = [event.delta for event in events if event.type == "content.delta"]
    (done,) = [event for event in events if event.type == "content.done"]
    assert "".join(deltas) == done.content == final.choices[0].message.content == simulator.last()["reply"]


async def test_each_token_leaves_when_released(client, simulator):
    """The client has token n before token n+1 exists: nothing is buffered on the way."""
    simulator.script({"vendor": "openai", "fault": {"kind": "gate", "open": 0}})
    heard: list[str] = []
    stream = await client.chat.completions.create(model=MODEL, messages=QUESTION, stream=True)
    async with stream:
        texts = (text async for chunk in stream if (text := chunk.choices[0].delta.content))
        for _ in range(3):
            simulator.last(until="gated")
            simulator.release(tokens=1)
            heard.append(await anext(texts))
            assert simulator.last(until=f"tokens:{len(heard)}")["tokens_sent"] == len(heard)
        simulator.release(all=True)
        heard += [text async for text in texts]

    assert "".join(heard) == simulator.last()["reply"]


async def test_the_conversation_is_remembered_and_only_by_what_is_sent(client):
    told = [{"role": "user", "content": "Hello, my name is Ada."}]
    first = await client.chat.completions.create(model=MODEL, messages=told)
    asked = {"role": "user", "content": "What is my name?"}

    whole = await client.chat.completions.create(
        model=MODEL, messages=[*told, first.choices[0].message, asked]
    )
    lost = await client.chat.completions.create(model=MODEL, messages=[asked])

    assert "Ada" in whole.choices[0].message.content
    assert "Ada" not in lost.choices[0].message.content


@pytest.mark.parametrize("role", ["system", "developer"])
async def test_the_system_prompt_is_obeyed(client, role):
    told = await client.chat.completions.create(
        model=MODEL,
        messages=[
            {"role": role, "content": "Answer in capital letters."},
            {"role": "user", "content": "Say exactly: aloha"},
        ],
    )

    assert told.choices[0].message.content.startswith("ALOHA")


async def test_a_stop_sequence_ends_the_answer_before_it(client):
    told = await client.chat.completions.create(
        model=MODEL, messages=[{"role": "user", "content": "Count to 9"}], stop="5"
    )

    assert told.choices[0].message.content == "1 2 3 4 "
    assert told.choices[0].finish_reason == "stop"


@pytest.mark.parametrize("limit", ["max_tokens", "max_completion_tokens"])
async def test_the_limit_cuts_the_answer(client, limit):
    told = await client.chat.completions.create(model=MODEL, messages=QUESTION, **{limit: 3})

    assert told.choices[0].finish_reason == "length"
    assert told.usage.completion_tokens == 3


async def test_embeddings_are_the_same_in_both_encodings(client):
    """The client asks for base64 unless told otherwise, and decodes it."""
    one = await client.embeddings.create(model="text-embedding-3-small", input="hello")
    two = await client.embeddings.create(
        model="text-embedding-3-small", input=["hello", "world"], encoding_format="float", dimensions=8
    )

    assert len(one.data[0].embedding) == 1536
    assert [len(item.embedding) for item in two.data] == [8, 8]
    whole = await client.embeddings.create(
        model="text-embedding-3-small", input="hello", encoding_format="float"
    )
    assert whole.data[0].embedding == pytest.approx(one.data[0].embedding, abs=1e-6)
    assert two.usage.prompt_tokens > 0


async def test_models_are_listed_and_found_by_id(client):
    listed = [model async for model in client.models.list()]
    found = await client.models.retrieve(MODEL)

    assert {MODEL, "text-embedding-3-small"} <= {model.id for model in listed}
    assert (found.id, found.object) == (MODEL, "model")
    with pytest.raises(openai.NotFoundError):
        await client.models.retrieve("gpt-of-nowhere")
