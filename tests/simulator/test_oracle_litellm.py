"""The real LiteLLM against all three vendors of the simulator, by its three prefixes."""

import json

import litellm
import pytest
from litellm import Router
from oracle_calls import BASE, KEY, LITELLM, MODEL
from oracle_samples import OPENAI_WEATHER, WEATHER_QUESTION, Lesson

QUESTION = [{"role": "user", "content": "What is 12 * 7?"}]
pytestmark = [*LITELLM, pytest.mark.parametrize("vendor", BASE)]


@pytest.fixture
def target(simulator, vendor):
    return {
        "model": f"{vendor}/{MODEL[vendor]}",
        "api_base": simulator.data_url + BASE[vendor],
        "api_key": KEY,
        "max_retries": 0,
        "timeout": 20,
    }


def test_completion_answers(simulator, target):
    response = litellm.completion(messages=QUESTION, **target)

    sent = simulator.last()
    assert response.choices[0].message.content == sent["reply"]
    assert response.choices[0].finish_reason == "stop"
    assert response.usage.prompt_tokens == sent["usage"]["input_tokens"]
    assert response.usage.completion_tokens == sent["usage"]["output_tokens"]


async def test_acompletion_answers(simulator, target):
    response = await litellm.acompletion(messages=QUESTION, **target)

    assert response.choices[0].message.content == simulator.last()["reply"]


def test_completion_streams(simulator, target):
    stream = litellm.completion(messages=QUESTION, stream=True, **target)
    text = "".join(chunk.choices[0].delta.content or "" for chunk in stream)

    assert text == simulator.last()["reply"]


async def test_acompletion_streams_with_usage(simulator, target):
    stream = await litellm.acompletion(
        messages=QUESTION, stream=True, stream_options={"include_usage": True}, **target
    )
    chunks = [chunk async for chunk in stream]

    sent = simulator.last()
    assert "".join(chunk.choices[0].delta.content or "" for chunk in chunks if chunk.choices) == sent["reply"]
    (usage,) = [usage for chunk in chunks if (usage := getattr(chunk, "usage", None))]
    assert usage.prompt_tokens == sent["usage"]["input_tokens"]
    assert usage.completion_tokens == sent["usage"]["output_tokens"]


async def test_a_tool_is_called_and_its_result_told(target):
    first = await litellm.acompletion(messages=[WEATHER_QUESTION], tools=[OPENAI_WEATHER], **target)
    message = first.choices[0].message
    (call,) = message.tool_calls
    result = {"role": "tool", "tool_call_id": call.id, "content": "22 degrees and sunny"}
    last = await litellm.acompletion(
        messages=[WEATHER_QUESTION, message, result], tools=[OPENAI_WEATHER], **target
    )

    assert first.choices[0].finish_reason == "tool_calls"
    assert (call.function.name, json.loads(call.function.arguments)) == ("get_weather", {"city": "Paris"})
    assert "22 degrees and sunny" in last.choices[0].message.content


async def test_a_streamed_tool_call_is_put_together(target):
    stream = await litellm.acompletion(
        messages=[WEATHER_QUESTION], tools=[OPENAI_WEATHER], stream=True, **target
    )
    whole = litellm.stream_chunk_builder([chunk async for chunk in stream])

    (call,) = whole.choices[0].message.tool_calls
    assert (call.function.name, json.loads(call.function.arguments)) == ("get_weather", {"city": "Paris"})
    assert whole.choices[0].finish_reason == "tool_calls"


async def test_a_schema_is_kept_to(target):
    response = await litellm.acompletion(messages=QUESTION, response_format=Lesson, **target)

    assert Lesson.model_validate_json(response.choices[0].message.content)


async def test_json_mode_gives_an_object(vendor, target):
    """LiteLLM drops the wish silently for Anthropic, whose API has no such mode."""
    response = await litellm.acompletion(
        messages=[{"role": "user", "content": "What is 12 * 7, as JSON?"}],
        response_format={"type": "json_object"},
        **target,
    )

    assert response.choices[0].message.content.startswith("{") is (vendor != "anthropic")


async def test_a_prompt_too_long_is_told_apart_except_from_openrouter(vendor, target):
    """It is longer than every context window and, lest aiohttp warn, shorter than a megabyte."""
    with pytest.raises(litellm.BadRequestError, match=r"too long|maximum context length") as raised:
        await litellm.acompletion(messages=[{"role": "user", "content": "a " * 410_000}], **target)

    assert isinstance(raised.value, litellm.ContextWindowExceededError) is (vendor != "openrouter")


async def test_a_key_from_elsewhere_is_refused(target):
    with pytest.raises(litellm.AuthenticationError, match="sk-sim-"):
        await litellm.acompletion(messages=QUESTION, **target | {"api_key": "sk-1"})


async def test_a_router_falls_back_once(simulator, vendor, target):
    """The first deployment fails, the second answers, each is asked once."""
    backup_vendor = "openai" if vendor == "anthropic" else "anthropic"
    backup = target | {
        "model": f"{backup_vendor}/{MODEL[backup_vendor]}",
        "api_base": simulator.data_url + BASE[backup_vendor],
    }
    router = Router(
        model_list=[
            {"model_name": "chat", "litellm_params": target},
            {"model_name": "backup", "litellm_params": backup},
        ],
        fallbacks=[{"chat": ["backup"]}],
        num_retries=0,
    )
    simulator.script({"vendor": vendor, "fault": {"kind": "status", "status": 503}})

    response = await router.acompletion(model="chat", messages=QUESTION)

    asked = simulator.journal()
    assert [(entry["vendor"], entry["status"]) for entry in asked] == [(vendor, 503), (backup_vendor, 200)]
    assert response.choices[0].message.content == asked[-1]["reply"]
    assert response._hidden_params["additional_headers"]["x-litellm-attempted-fallbacks"] == 1
