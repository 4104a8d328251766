"""Whole conversations through genai_shared.llm, over a real socket, by all three vendors' wire formats."""

import json

import pytest
from llm_bench import EMBEDDING, MODELS

from genai_shared import errors
from genai_shared.prompt import EmbeddingPrompt, Prompt, ToolCallDelta
from genai_shared.schemas import ChatDone, ChatRequest
from provider_simulator import tokens

pytestmark = [  # what LiteLLM itself is warned of
    pytest.mark.filterwarnings("ignore:.*the `ReadOnly` qualifier:UserWarning"),
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
]
every_vendor = pytest.mark.parametrize("model", MODELS.values(), ids=MODELS)
PIXEL = (
    "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9Q"
    "DwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
WEATHER = {
    "type": "function",
    "function": {
        "name": "get_weather",
        "description": "Tell the weather of a city",
        "parameters": {
            "type": "object",
            "properties": {"city": {"type": "string"}},
            "required": ["city"],
        },
    },
}
ASK_FOR_WEATHER = [{"role": "user", "content": "What is the weather in Paris?"}]
LESSON = {
    "type": "json_schema",
    "json_schema": {
        "name": "lesson",
        "strict": True,
        "schema": {
            "type": "object",
            "properties": {"topic": {"type": "string"}, "minutes": {"type": "integer"}},
            "required": ["topic", "minutes"],
            "additionalProperties": False,
        },
    },
}


async def pieces_of(llm, prompt):
    stream = await llm.stream(prompt)
    try:
        return [piece async for piece in stream]
    finally:
        await stream.aclose()


def test_a_chat_request_is_a_conversation_of_one_message():
    chat = ChatRequest(message="hi", system="Be brief.", model="chat", max_tokens=5, temperature=0.5)

    prompt = chat.prompt()

    assert [message["role"] for message in prompt.messages] == ["system", "user"]
    assert (prompt.model, prompt.max_tokens, prompt.options()) == ("chat", 5, {"temperature": 0.5})


@every_vendor
async def test_the_whole_conversation_reaches_the_model(bench, model):
    messages = [
        {"role": "system", "content": "Be brief."},
        {"role": "user", "content": "My name is Ada."},
        {"role": "assistant", "content": "Hello Ada."},
        {"role": "user", "content": "What is my name?"},
    ]

    async with bench.open() as llm:
        answer = await llm.complete(Prompt(messages=messages, model=model))

    assert "Ada" in answer.content
    assert answer.content == bench.provider.only().reply
    assert answer.tool_calls == []


@every_vendor
async def test_a_tool_is_called_and_its_result_is_told(bench, model):
    async with bench.open() as llm:
        asked = await llm.complete(Prompt(messages=ASK_FOR_WEATHER, model=model, tools=[WEATHER]))
        (call,) = asked.tool_calls
        turn = {"role": "assistant", "content": None, "tool_calls": [call.model_dump()]}
        result = {"role": "tool", "tool_call_id": call.id, "content": "22 degrees and sunny"}
        messages = [*ASK_FOR_WEATHER, turn, result]
        told = await llm.complete(Prompt(messages=messages, model=model, tools=[WEATHER]))

    assert asked.stop_reason == "tool_calls"
    assert (call.function.name, json.loads(call.function.arguments)) == ("get_weather", {"city": "Paris"})
    assert "22 degrees and sunny" in told.content


@every_vendor
async def test_a_streamed_tool_call_comes_in_pieces(bench, model):
    async with bench.open() as llm:
        prompt = Prompt(messages=ASK_FOR_WEATHER, model=model, tools=[WEATHER])
        *pieces, done = await pieces_of(llm, prompt)

    deltas = [piece for piece in pieces if isinstance(piece, ToolCallDelta)]
    assert {delta.index for delta in deltas} == {0}
    assert deltas[0].id
    assert deltas[0].name == "get_weather"
    assert json.loads("".join(delta.arguments for delta in deltas)) == {"city": "Paris"}
    assert isinstance(done, ChatDone)
    assert done.stop_reason == "tool_calls"
    assert done.usage.output_tokens == bench.provider.only().usage["output_tokens"]


@every_vendor
async def test_a_schema_is_kept(bench, model):
    messages = [{"role": "user", "content": "Plan a lesson about SSE."}]

    async with bench.open() as llm:
        prompt = Prompt(messages=messages, model=model, response_format=LESSON)
        answer = await llm.complete(prompt)
        *pieces, done = await pieces_of(llm, prompt)

    assert set(json.loads(answer.content)) == {"topic", "minutes"}
    assert set(json.loads("".join(pieces))) == {"topic", "minutes"}
    assert (answer.stop_reason, done.stop_reason) == ("stop", "stop")


@every_vendor
async def test_an_image_reaches_the_model(bench, model):
    parts = [
        {"type": "text", "text": "What is in this image?"},
        {"type": "image_url", "image_url": {"url": PIXEL}},
    ]

    async with bench.open() as llm:
        answer = await llm.complete(Prompt(messages=[{"role": "user", "content": parts}], model=model))

    assert answer.content == bench.provider.only().reply
    assert PIXEL.partition(",")[2] in json.dumps(bench.provider.only().body)


@every_vendor
async def test_stop_sequences_are_passed_on(bench, model):
    messages = [{"role": "user", "content": "What is SSE?"}]

    async with bench.open() as llm:
        await llm.complete(Prompt(messages=messages, model=model, stop=["~never~"], top_p=0.5))

    assert "~never~" in json.dumps(bench.provider.only().body)


@every_vendor
async def test_the_messages_given_are_not_written_into(bench, model):
    messages = [{"role": "system", "content": "Be brief."}, {"role": "user", "content": "hi"}]

    async with bench.open() as llm:
        await llm.complete(Prompt(messages=messages, model=model))

    assert [message["role"] for message in messages] == ["system", "user"]


async def test_every_text_gets_its_vector_and_all_of_them_their_price(bench):
    texts = ["a cat", "a dog", "a cat"]

    async with bench.open() as llm:
        found = await llm.embed(EmbeddingPrompt(texts=texts, model=EMBEDDING, dimensions=8))

    assert [len(vector) for vector in found.vectors] == [8, 8, 8]
    assert found.vectors[0] == found.vectors[2] != found.vectors[1]
    assert found.input_tokens == sum(map(tokens.count, texts))
    assert found.cost_usd == pytest.approx(found.input_tokens * 3 / 1_000_000)


async def test_a_chat_model_makes_no_vectors(bench):
    async with bench.open() as llm:
        with pytest.raises(errors.ModelNotFoundError):
            await llm.embed(EmbeddingPrompt(texts=["a"], model=MODELS["openai"]))


async def test_the_worst_cost_is_that_of_the_dearest_model_and_of_all_tokens(bench):
    async with bench.open() as llm:
        prompt = Prompt(messages=[], model=MODELS["openai"], max_tokens=1_000_000)

        assert llm.worst_cost(prompt, 1_000) == pytest.approx((1_000 * 1 + 10_000 * 2) / 1_000_000)
