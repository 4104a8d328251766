"""The real openai client against the simulator's OpenAI: tools, vision, JSON."""

import json

import pytest
from openai import AsyncOpenAI
from oracle_calls import KEY
from oracle_samples import OPENAI_WEATHER as WEATHER
from oracle_samples import WEATHER_QUESTION as ASK
from oracle_samples import Lesson, png

MODEL = "gpt-4.1-mini"


@pytest.fixture
async def client(simulator):
    async with AsyncOpenAI(
        api_key=KEY, base_url=f"{simulator.data_url}/openai/v1", max_retries=0, timeout=20
    ) as client:
        yield client


async def test_a_tool_is_called_and_its_result_told(client):
    first = await client.chat.completions.create(model=MODEL, messages=[ASK], tools=[WEATHER])
    message = first.choices[0].message
    (call,) = message.tool_calls
    result = {"role": "tool", "tool_call_id": call.id, "content": "22 degrees and sunny"}
    last = await client.chat.completions.create(model=MODEL, tools=[WEATHER], messages=[ASK, message, result])

    assert (first.choices[0].finish_reason, message.content) == ("tool_calls", None)
    assert (call.type, call.function.name) == ("function", "get_weather")
    assert json.loads(call.function.arguments) == {"city": "Paris"}
    assert "22 degrees and sunny" in last.choices[0].message.content
    assert last.choices[0].finish_reason == "stop"


async def test_a_streamed_tool_calls_arguments_come_in_pieces(client):
    async with client.chat.completions.stream(model=MODEL, messages=[ASK], tools=[WEATHER]) as stream:
        events = [event async for event in stream]
        final = await stream.get_final_completion()

    pieces = [
        event.arguments_delta for event in events if event.type == "tool_calls.function.arguments.delta"
    ]
    (done,) = [event for event in events if event.type == "tool_calls.function.arguments.done"]
    assert len([piece for piece in pieces if piece]) > 1
    assert "".join(pieces) == done.arguments
    assert json.loads(done.arguments) == {"city": "Paris"}
    assert final.choices[0].finish_reason == "tool_calls"
    assert final.choices[0].message.tool_calls[0].function.name == "get_weather"


@pytest.mark.parametrize("choice", ["required", {"type": "function", "function": {"name": "get_weather"}}])
async def test_a_tool_is_called_where_it_must_be(client, choice):
    told = await client.chat.completions.create(
        model=MODEL, messages=[{"role": "user", "content": "Hello!"}], tools=[WEATHER], tool_choice=choice
    )

    assert told.choices[0].message.tool_calls[0].function.name == "get_weather"


async def test_an_image_is_seen(client):
    address = f"data:image/png;base64,{png(3, 2)}"
    told = await client.chat.completions.create(
        model=MODEL,
        messages=[
            {
                "role": "user",
                "content": [
                    {"type": "text", "text": "What is this?"},
                    {"type": "image_url", "image_url": {"url": address}},
                ],
            }
        ],
    )

    assert "3 x 2 pixels" in told.choices[0].message.content


async def test_json_mode_gives_an_object(client, simulator):
    told = await client.chat.completions.create(
        model=MODEL,
        messages=[{"role": "user", "content": "What is 12 * 7, as JSON?"}],
        response_format={"type": "json_object"},
    )

    assert json.loads(told.choices[0].message.content)["nonce"] == simulator.last()["nonce"]


async def test_a_parsed_answer_is_of_the_asked_type(client, simulator):
    told = await client.chat.completions.parse(model=MODEL, messages=[ASK], response_format=Lesson)

    assert isinstance(told.choices[0].message.parsed, Lesson)
    assert simulator.last()["nonce"] in told.choices[0].message.parsed.title


async def test_a_streamed_answer_is_parsed_too(client):
    async with client.chat.completions.stream(model=MODEL, messages=[ASK], response_format=Lesson) as stream:
        final = await stream.get_final_completion()

    assert isinstance(final.choices[0].message.parsed, Lesson)


async def test_a_parsed_tool_call_has_its_arguments(client):
    told = await client.chat.completions.parse(model=MODEL, messages=[ASK], tools=[WEATHER])

    assert told.choices[0].message.tool_calls[0].function.parsed_arguments == {"city": "Paris"}
