"""Stage 7: OpenAI's and Anthropic's own clients, with another address and a key."""

import json

import anthropic
import openai
from pydantic import BaseModel
from stage_7 import (
    ASK,
    ASK_WEATHER,
    COMPLETIONS,
    MESSAGES,
    WEATHER,
    anthropic_client,
    openai_client,
    raised,
)
from talking import STEADY

from course.checks import expect_that, proves, rule

PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
TOOL = {"name": "get_weather", "description": "Tell the weather of a city"}
OPENAI_TOOL = {"type": "function", "function": {**TOOL, "parameters": WEATHER}}
ANTHROPIC_TOOL = {**TOOL, "input_schema": WEATHER}


class Lesson(BaseModel):
    topic: str
    minutes: int


@proves("S7-01")
def test_openais_client_gets_answers(app, provider, users):
    """Its completion and its stream are what the provider said, with the right usage; it lists models."""
    with openai_client(app, users.usual) as client:
        answer = client.chat.completions.create(model="chat", messages=ASK)
        call = provider.only()
        usage = (answer.usage.prompt_tokens, answer.usage.completion_tokens)
        expect_that(answer.choices[0].message.content == call.reply, "the answer", got=answer)
        expect_that(
            usage == tuple(call.usage[name] for name in ("input_tokens", "output_tokens")), "usage", got=usage
        )
        named = client.chat.completions.create(model="gpt-4.1-mini", messages=ASK)
        expect_that("gpt-4.1-mini" in named.model, "a model by its vendor's own name", got=named.model)
        expect_that("chat" in {one.id for one in client.models.list()}, "the alias among the models")

        provider.reset()
        options = {"stream": True, "stream_options": {"include_usage": True}}
        chunks = list(client.chat.completions.create(model="chat", messages=ASK, **options))
        call = provider.only()
        text = "".join(chunk.choices[0].delta.content or "" for chunk in chunks if chunk.choices)
        expect_that(text == call.reply, "the streamed answer", got=text)
        last = chunks[-1]
        told = not last.choices and last.usage and last.usage.completion_tokens == call.usage["output_tokens"]
        expect_that(told, "the usage in a last chunk without choices", got=last)
        expect_that(chunks[-2].choices[0].finish_reason == "stop", "how it ended", got=chunks[-2])
    with app.stream("POST", COMPLETIONS, json={"model": "chat", "messages": ASK, "stream": True}) as stream:
        frames = [event.data for event in stream]
    expect_that(frames[-1] == "[DONE]", "`[DONE]` at the end", got=frames[-1])
    expect_that(not any('"usage": {' in one for one in frames), "no usage that nobody asked for", got=frames)


@proves("S7-02")
def test_tools_pictures_and_schemas_go_through(app, provider, users):
    """A tool call comes whole and streamed, its result is told, a picture arrives, JSON keeps its schema."""
    with openai_client(app, users.usual) as client:
        asked = client.chat.completions.create(model="chat", messages=ASK_WEATHER, tools=[OPENAI_TOOL])
        call = (asked.choices[0].message.tool_calls or [None])[0]
        expect_that(
            call and json.loads(call.function.arguments) == {"city": "Paris"}, "a tool call", got=asked
        )
        result = {"role": "tool", "tool_call_id": call.id, "content": "22 degrees and sunny"}
        messages = [*ASK_WEATHER, asked.choices[0].message, result]
        told = client.chat.completions.create(model="chat", messages=messages, tools=[OPENAI_TOOL])
        expect_that("22 degrees" in told.choices[0].message.content, "the tool's result, told", got=told)
        options = {"model": "chat", "messages": ASK_WEATHER, "tools": [OPENAI_TOOL]}
        with client.chat.completions.stream(**options) as stream:
            streamed = stream.get_final_completion().choices[0].message
        arguments = streamed.tool_calls and streamed.tool_calls[0].function.arguments
        expect_that(arguments and json.loads(arguments) == {"city": "Paris"}, "it streamed", got=streamed)

        lesson = [{"role": "user", "content": "Plan a lesson about SSE."}]
        parsed = client.chat.completions.parse(model="chat", messages=lesson, response_format=Lesson)
        expect_that(isinstance(parsed.choices[0].message.parsed, Lesson), "what keeps the schema", got=parsed)
        in_json = [{"role": "user", "content": "Answer in JSON: what is SSE?"}]
        mode = {"model": "gpt-4.1-mini", "messages": in_json, "response_format": {"type": "json_object"}}
        text = client.chat.completions.create(**mode).choices[0].message.content
        expect_that(isinstance(json.loads(text), dict), "an object in JSON mode", got=text)

        provider.reset()
        url = {"type": "image_url", "image_url": {"url": f"data:image/png;base64,{PIXEL}"}}
        parts = [{"type": "text", "text": "What is this?"}, url]
        client.chat.completions.create(model="chat", messages=[{"role": "user", "content": parts}])
        expect_that(
            PIXEL in json.dumps(provider.only().body), "the picture at the provider", got=provider.only().line
        )


@proves("S7-03")
def test_embeddings_come_in_both_forms(app, users):
    """The client, which asks for base64, and a list of numbers give the same vectors, one for each text."""
    model = "text-embedding-3-small"
    with openai_client(app, users.usual) as client:
        found = client.embeddings.create(model=model, input=["a cat", "a dog"])
        numbers = client.embeddings.create(model=model, input="a cat", encoding_format="float")
    sizes = [len(one.embedding) for one in found.data]
    expect_that(sizes == [1536, 1536], "two vectors of 1536 numbers", got=sizes)
    pairs = zip(found.data[0].embedding, numbers.data[0].embedding, strict=True)
    expect_that(all(abs(a - b) < 1e-6 for a, b in pairs), "the same numbers in both forms")
    expect_that(found.usage.prompt_tokens > 0, "their tokens", got=found.usage)
    raw = app.post("/v1/embeddings", json={"model": model, "input": "a", "encoding_format": "base64"}).expect(
        200
    )
    expect_that(
        isinstance(raw.field("data.0.embedding"), str), "base64 for who asks for it", got=raw.text[:200]
    )


@proves("S7-04")
def test_anthropics_client_gets_messages(app, provider, users):
    """Its message, its stream and its tool calls are what the provider said; tokens can be counted."""
    with anthropic_client(app, users.usual) as client:
        answer = client.messages.create(model="chat", max_tokens=300, messages=ASK, system="Be brief.")
        call = provider.only()
        expect_that(
            answer.content[0].text == call.reply and answer.stop_reason == "end_turn", "it", got=answer
        )
        expect_that("Be brief." in json.dumps(call.body), "the system prompt at the provider", got=call.line)

        provider.reset()
        with client.messages.stream(model="claude-haiku-4-5", max_tokens=300, messages=ASK) as stream:
            text, last = "".join(stream.text_stream), stream.get_final_message()
        call = provider.only()
        expect_that(text == call.reply, "the streamed answer", got=text)
        usage = (last.usage.input_tokens, last.usage.output_tokens)
        expect_that(
            usage == tuple(call.usage[name] for name in ("input_tokens", "output_tokens")), "usage", got=usage
        )

        options = {"model": "chat", "max_tokens": 300, "tools": [ANTHROPIC_TOOL]}
        with client.messages.stream(messages=ASK_WEATHER, **options) as stream:
            asked = stream.get_final_message()
        calls = [block for block in asked.content if block.type == "tool_use"]
        expect_that(calls and calls[0].input == {"city": "Paris"}, "a streamed tool call", got=asked)
        expect_that(asked.stop_reason == "tool_use", "the stop reason tool_use", got=asked.stop_reason)
        result = {"type": "tool_result", "tool_use_id": calls[0].id, "content": "22 degrees and sunny"}
        turns = [*ASK_WEATHER, asked.to_param(), {"role": "user", "content": [result]}]
        told = client.messages.create(messages=turns, **options)
        expect_that("22 degrees" in told.content[0].text, "the tool's result, told", got=told)
        counted = client.messages.count_tokens(model="chat", messages=ASK).input_tokens
        expect_that(counted > 0, "a count of tokens", got=counted)


@proves("S7-05")
def test_failures_are_the_clients_own(start, provider, users):
    """Refusals, and streams that break off, are exceptions of each client; a whole end is never faked."""
    app = start.shared(**STEADY)  # or its models would rest while the next box asks them
    with openai_client(app, users.usual) as client:
        unknown = raised(
            openai.NotFoundError, lambda: client.chat.completions.create(model="gpt-none", messages=ASK)
        )
        expect_that(unknown and unknown.code == "model_not_found", "openai.NotFoundError", got=unknown)
        provider.script(rule("cut", after_tokens=2))
        stream = client.chat.completions.create(model="chat", messages=ASK, stream=True)
        broken = raised(openai.APIError, lambda: list(stream))
        expect_that(broken and broken.code == "provider_truncated", "openai.APIError in a stream", got=broken)
    with anthropic_client(app, users.usual) as client:
        asked = {"max_tokens": 300, "messages": ASK}
        missing = raised(anthropic.NotFoundError, lambda: client.messages.create(model="no", **asked))
        kind = missing and missing.body["error"]["type"]
        expect_that(kind == "not_found_error", "anthropic.NotFoundError", got=missing and missing.body)

        def read():
            with client.messages.stream(model="chat", **asked) as stream:
                list(stream.text_stream)

        provider.script(rule("cut", after_tokens=2))
        expect_that(
            raised(anthropic.APIStatusError, read), "an exception in a stream", got="none, or another"
        )
    for path, end in ((COMPLETIONS, "[DONE]"), (MESSAGES, "message_stop")):
        provider.script(rule("cut", after_tokens=2))
        with app.stream("POST", path, json={"model": "chat", "stream": True, **asked}) as stream:
            frames = [event.data for event in stream]
        expect_that(
            not any(end in frame for frame in frames), f"no {end} after half an answer", got=frames[-1]
        )
