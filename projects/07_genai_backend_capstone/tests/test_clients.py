"""The ecosystem's own clients, over a real socket, with nothing changed but the address and the key."""

import base64
import json
import struct
import zlib

import anthropic
import litellm
import openai
import pytest
from langchain_core.messages import HumanMessage
from langchain_core.tools import tool
from langchain_openai import ChatOpenAI
from pydantic import BaseModel

from course.checks import rule

pytestmark = [
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
    pytest.mark.filterwarnings("ignore:.*Pydantic serializer warnings:UserWarning"),
]
WEATHER = {
    "type": "object",
    "properties": {"city": {"type": "string"}},
    "required": ["city"],
    "additionalProperties": False,
}
OPENAI_TOOL = {
    "type": "function",
    "function": {"name": "get_weather", "description": "Tell the weather", "parameters": WEATHER},
}
ASK = [{"role": "user", "content": "What is SSE?"}]
ASK_WEATHER = [{"role": "user", "content": "What is the weather in Paris?"}]


class Lesson(BaseModel):
    topic: str
    minutes: int


def png():
    """Draw a real picture, eight by eight, and give it in base64."""

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", 8, 8, 8, 2, 0, 0, 0)
    rows = zlib.compress(b"".join(b"\0" + bytes(24) for _ in range(8)))
    data = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")
    return base64.b64encode(data).decode()


@pytest.fixture
def client(served):
    with openai.OpenAI(base_url=f"{served.url}/v1", api_key=served.key, max_retries=0) as opened:
        yield opened


@pytest.fixture
def claude(served):
    with anthropic.Anthropic(base_url=served.url, api_key=served.key, max_retries=0) as opened:
        yield opened


class TestOpenAI:
    def test_a_completion(self, client, served):
        answer = client.chat.completions.create(model="chat", messages=ASK)

        call = served.provider.only()
        assert answer.choices[0].message.content == call.reply
        assert answer.choices[0].finish_reason == "stop"
        assert answer.usage.prompt_tokens == call.usage["input_tokens"]
        assert answer.usage.completion_tokens == call.usage["output_tokens"]

    def test_a_model_by_its_vendors_own_name(self, client):
        answer = client.chat.completions.create(model="gpt-4.1-mini", messages=ASK)

        assert answer.model.startswith("gpt-4.1-mini")

    def test_a_stream_with_its_usage(self, client, served):
        stream = client.chat.completions.create(
            model="chat", messages=ASK, stream=True, stream_options={"include_usage": True}
        )
        chunks = list(stream)

        call = served.provider.only()
        texts = [chunk.choices[0].delta.content or "" for chunk in chunks if chunk.choices]
        assert "".join(texts) == call.reply
        assert chunks[-1].choices == []
        assert chunks[-1].usage.completion_tokens == call.usage["output_tokens"]
        assert len({chunk.id for chunk in chunks}) == 1

    def test_tools_and_their_results(self, client):
        asked = client.chat.completions.create(model="chat", messages=ASK_WEATHER, tools=[OPENAI_TOOL])
        (call,) = asked.choices[0].message.tool_calls
        result = {"role": "tool", "tool_call_id": call.id, "content": "22 degrees and sunny"}
        told = client.chat.completions.create(
            model="chat", messages=[*ASK_WEATHER, asked.choices[0].message, result], tools=[OPENAI_TOOL]
        )

        assert asked.choices[0].finish_reason == "tool_calls"
        assert json.loads(call.function.arguments) == {"city": "Paris"}
        assert "22 degrees and sunny" in told.choices[0].message.content

    def test_a_streamed_tool_call(self, client):
        with client.chat.completions.stream(
            model="chat", messages=ASK_WEATHER, tools=[OPENAI_TOOL]
        ) as stream:
            answer = stream.get_final_completion()

        (call,) = answer.choices[0].message.tool_calls
        assert (call.function.name, json.loads(call.function.arguments)) == ("get_weather", {"city": "Paris"})

    def test_a_schema(self, client):
        answer = client.chat.completions.parse(
            model="chat",
            messages=[{"role": "user", "content": "Plan a lesson about SSE."}],
            response_format=Lesson,
        )

        assert isinstance(answer.choices[0].message.parsed, Lesson)

    def test_json_mode(self, client):
        answer = client.chat.completions.create(
            model="gpt-4.1-mini",
            messages=[{"role": "user", "content": "Answer in JSON: what is SSE?"}],
            response_format={"type": "json_object"},
        )

        assert isinstance(json.loads(answer.choices[0].message.content), dict)

    def test_a_picture(self, client, served):
        picture = png()
        parts = [
            {"type": "text", "text": "What is in this picture?"},
            {"type": "image_url", "image_url": {"url": f"data:image/png;base64,{picture}"}},
        ]
        client.chat.completions.create(model="chat", messages=[{"role": "user", "content": parts}])

        assert picture in json.dumps(served.provider.only().body)

    def test_the_models(self, client):
        models = client.models.list().data

        assert "chat" in {model.id for model in models}
        assert client.models.retrieve("openai/gpt-4.1-mini").owned_by == "openai"

    def test_embeddings(self, client):
        found = client.embeddings.create(model="text-embedding-3-small", input=["a cat", "a dog"])
        numbers = client.embeddings.create(
            model="text-embedding-3-small", input="a cat", encoding_format="float"
        )

        assert [len(one.embedding) for one in found.data] == [1536, 1536]
        assert numbers.data[0].embedding == pytest.approx(found.data[0].embedding, abs=1e-6)

    def test_failures_are_its_own_exceptions(self, client, served):
        with pytest.raises(openai.NotFoundError) as unknown:
            client.chat.completions.create(model="gpt-none", messages=ASK)
        with pytest.raises(openai.UnprocessableEntityError) as invalid:
            client.chat.completions.create(model="chat", messages=[])
        with pytest.raises(openai.AuthenticationError):
            openai.OpenAI(base_url=f"{served.url}/v1", api_key="gk_no", max_retries=0).models.list()

        assert unknown.value.code == "model_not_found"
        assert invalid.value.param == "messages"

    def test_a_stream_that_breaks_off_is_an_error_and_no_short_answer(self, client, served):
        served.provider.script(rule("cut", after_tokens=2))
        stream = client.chat.completions.create(model="chat", messages=ASK, stream=True)
        with pytest.raises(openai.APIError) as broken:
            list(stream)

        assert broken.value.code == "provider_truncated"


class TestLangChain:
    def model(self, served, **options):
        return ChatOpenAI(
            model="chat", base_url=f"{served.url}/v1", api_key=served.key, max_retries=0, **options
        )

    def test_an_answer(self, served):
        answer = self.model(served).invoke("What is SSE?")

        assert answer.content == served.provider.only().reply
        assert answer.usage_metadata["output_tokens"] == served.provider.only().usage["output_tokens"]

    def test_a_stream(self, served):
        pieces = list(self.model(served, stream_usage=True).stream("What is SSE?"))

        assert "".join(piece.content for piece in pieces) == served.provider.only().reply
        assert sum(piece.usage_metadata["output_tokens"] for piece in pieces if piece.usage_metadata)

    def test_tools(self, served):
        @tool
        def get_weather(city: str) -> str:
            """Tell the weather of a city."""
            return f"22 degrees and sunny in {city}"

        model = self.model(served).bind_tools([get_weather])
        messages = [HumanMessage("What is the weather in Paris?")]
        messages.append(model.invoke(messages))
        messages += [get_weather.invoke(call) for call in messages[-1].tool_calls]

        assert "22 degrees and sunny in Paris" in model.invoke(messages).content

    def test_structured_output(self, served):
        lesson = self.model(served).with_structured_output(Lesson).invoke("Plan a lesson about SSE.")

        assert isinstance(lesson, Lesson)


class TestLiteLLM:
    def target(self, served):
        return {"model": "openai/chat", "api_base": f"{served.url}/v1", "api_key": served.key}

    async def test_an_answer(self, served):
        answer = await litellm.acompletion(messages=ASK, **self.target(served))

        assert answer.choices[0].message.content == served.provider.only().reply

    async def test_a_stream(self, served):
        stream = await litellm.acompletion(messages=ASK, stream=True, **self.target(served))
        texts = [chunk.choices[0].delta.content or "" async for chunk in stream]

        assert "".join(texts) == served.provider.only().reply

    async def test_tools(self, served):
        answer = await litellm.acompletion(messages=ASK_WEATHER, tools=[OPENAI_TOOL], **self.target(served))

        assert json.loads(answer.choices[0].message.tool_calls[0].function.arguments) == {"city": "Paris"}

    async def test_by_anthropics_format(self, served):
        answer = await litellm.acompletion(
            model="anthropic/chat", api_base=served.url, api_key=served.key, messages=ASK, max_tokens=500
        )

        assert answer.choices[0].message.content == served.provider.only().reply


class TestAnthropic:
    TOOL = {"name": "get_weather", "description": "Tell the weather", "input_schema": WEATHER}  # noqa: RUF012 - a constant

    def test_a_message(self, claude, served):
        answer = claude.messages.create(model="chat", max_tokens=500, messages=ASK, system="Be brief.")

        call = served.provider.only()
        assert answer.content[0].text == call.reply
        assert answer.stop_reason == "end_turn"
        assert (answer.usage.input_tokens, answer.usage.output_tokens) == tuple(call.usage.values())[:2]
        assert "Be brief." in json.dumps(call.body)

    def test_a_stream(self, claude, served):
        with claude.messages.stream(model="claude-haiku-4-5", max_tokens=500, messages=ASK) as stream:
            text = "".join(stream.text_stream)
            answer = stream.get_final_message()

        assert text == answer.content[0].text == served.provider.only().reply
        assert answer.usage.input_tokens == served.provider.only().usage["input_tokens"]

    def test_tools_and_their_results(self, claude):
        asked = claude.messages.create(model="chat", max_tokens=500, messages=ASK_WEATHER, tools=[self.TOOL])
        (call,) = [block for block in asked.content if block.type == "tool_use"]
        result = {"type": "tool_result", "tool_use_id": call.id, "content": "22 degrees and sunny"}
        messages = [*ASK_WEATHER, asked.to_param(), {"role": "user", "content": [result]}]
        told = claude.messages.create(model="chat", max_tokens=500, messages=messages, tools=[self.TOOL])

        assert asked.stop_reason == "tool_use"
        assert call.input == {"city": "Paris"}
        assert "22 degrees and sunny" in told.content[0].text

    def test_a_streamed_tool_call(self, claude):
        with claude.messages.stream(
            model="chat", max_tokens=500, messages=ASK_WEATHER, tools=[self.TOOL]
        ) as stream:
            answer = stream.get_final_message()

        (call,) = [block for block in answer.content if block.type == "tool_use"]
        assert (call.name, call.input) == ("get_weather", {"city": "Paris"})

    def test_a_picture(self, claude, served):
        picture = png()
        source = {"type": "base64", "media_type": "image/png", "data": picture}
        parts = [{"type": "image", "source": source}, {"type": "text", "text": "What is this?"}]
        claude.messages.create(model="chat", max_tokens=50, messages=[{"role": "user", "content": parts}])

        assert picture in json.dumps(served.provider.only().body)

    def test_a_count_of_tokens(self, claude):
        assert claude.messages.count_tokens(model="chat", messages=ASK).input_tokens > 0

    def test_failures_are_its_own_exceptions(self, claude, served):
        with pytest.raises(anthropic.NotFoundError) as unknown:
            claude.messages.create(model="claude-none", max_tokens=5, messages=ASK)
        with pytest.raises(anthropic.AuthenticationError):
            anthropic.Anthropic(base_url=served.url, api_key="gk_no", max_retries=0).messages.create(
                model="chat", max_tokens=5, messages=ASK
            )

        assert unknown.value.body["type"] == "error"
        assert unknown.value.body["error"]["type"] == "not_found_error"

    def test_a_stream_that_breaks_off_is_an_error(self, claude, served):
        served.provider.script(rule("cut", after_tokens=2))
        with (
            pytest.raises(anthropic.APIStatusError),
            claude.messages.stream(model="chat", max_tokens=500, messages=ASK) as stream,
        ):
            list(stream.text_stream)
