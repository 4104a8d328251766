"""The real anthropic client against the simulator: tools, images, structured output."""

import json

import pytest
from anthropic import AsyncAnthropic
from oracle_calls import KEY
from oracle_samples import ANTHROPIC_WEATHER as WEATHER
from oracle_samples import WEATHER_QUESTION as ASK
from oracle_samples import Lesson, png

MODEL = "claude-haiku-4-5"


@pytest.fixture
async def client(simulator):
    async with AsyncAnthropic(
        api_key=KEY, base_url=f"{simulator.data_url}/anthropic", max_retries=0, timeout=20
    ) as client:
        yield client


async def test_a_tool_is_called_and_its_result_told(client):
    first = await client.messages.create(model=MODEL, max_tokens=500, messages=[ASK], tools=[WEATHER])
    call = first.content[-1]
    result = {"type": "tool_result", "tool_use_id": call.id, "content": "22 degrees and sunny"}
    last = await client.messages.create(
        model=MODEL,
        max_tokens=500,
        tools=[WEATHER],
        messages=[ASK, first.to_param(), {"role": "user", "content": [result]}],
    )

    assert (first.stop_reason, call.type, call.name) == ("tool_use", "tool_use", "get_weather")
    assert call.input == {"city": "Paris"}
    assert "22 degrees and sunny" in last.content[0].text
    assert last.stop_reason == "end_turn"


async def test_a_streamed_tool_calls_input_comes_in_pieces(client):
    async with client.messages.stream(
        model=MODEL, max_tokens=500, messages=[ASK], tools=[WEATHER], tool_choice={"type": "any"}
    ) as stream:
        pieces = [event.partial_json async for event in stream if event.type == "input_json"]
        final = await stream.get_final_message()

    assert len([piece for piece in pieces if piece]) > 1
    assert json.loads("".join(pieces)) == final.content[-1].input == {"city": "Paris"}
    assert final.stop_reason == "tool_use"


async def test_a_scripted_tool_call_arrives_as_scripted(client, simulator):
    fault = {"kind": "tool_call", "name": "get_weather", "arguments": {"city": "Oslo"}}
    simulator.script({"vendor": "anthropic", "fault": fault})
    message = await client.messages.create(model=MODEL, max_tokens=500, messages=[ASK], tools=[WEATHER])

    assert (message.content[-1].name, message.content[-1].input) == ("get_weather", {"city": "Oslo"})


async def test_no_tool_is_called_where_none_is_allowed(client):
    message = await client.messages.create(
        model=MODEL, max_tokens=500, messages=[ASK], tools=[WEATHER], tool_choice={"type": "none"}
    )

    assert [block.type for block in message.content] == ["text"]


async def test_an_image_is_seen(client):
    source = {"type": "base64", "media_type": "image/png", "data": png(3, 2)}
    message = await client.messages.create(
        model=MODEL,
        max_tokens=500,
        messages=[
            {
                "role": "user",
                "content": [{"type": "image", "source": source}, {"type": "text", "text": "What is this?"}],
            }
        ],
    )

    assert "image/png" in message.content[0].text
    assert "3 x 2 pixels" in message.content[0].text


async def test_a_parsed_answer_is_of_the_asked_type(client, simulator):
    message = await client.messages.parse(model=MODEL, max_tokens=500, messages=[ASK], output_format=Lesson)

    assert isinstance(message.parsed_output, Lesson)
    assert simulator.last()["nonce"] in message.parsed_output.title


async def test_a_streamed_answer_is_parsed_too(client):
    async with client.messages.stream(
        model=MODEL, max_tokens=500, messages=[ASK], output_format=Lesson
    ) as stream:
        final = await stream.get_final_message()

    assert isinstance(final.parsed_output, Lesson)
