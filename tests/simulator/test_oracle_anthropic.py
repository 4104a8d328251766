"""The real anthropic client against the simulator: text in every mode, models."""

import anthropic
import pytest
from anthropic import Anthropic, AsyncAnthropic
from oracle_calls import KEY

MODEL = "claude-haiku-4-5"
QUESTION = [{"role": "user", "content": "What is 12 * 7?"}]


@pytest.fixture
async def client(simulator):
    async with AsyncAnthropic(
        api_key=KEY, base_url=f"{simulator.data_url}/anthropic", max_retries=0, timeout=20
    ) as client:
        yield client


async def test_a_message_is_what_the_journal_says_was_sent(client, simulator):
    message = await client.messages.create(model=MODEL, max_tokens=100, messages=QUESTION)

    sent = simulator.last()
    assert message.content[0].text == sent["reply"]
    assert "12 * 7 = 84" in sent["reply"]
    assert sent["reply"].endswith(f"[sim:{sent['nonce']}]")
    assert (message.type, message.role, message.model) == ("message", "assistant", MODEL)
    assert (message.stop_reason, message.stop_sequence) == ("end_turn", None)
    assert message.usage.input_tokens == sent["usage"]["input_tokens"] > 0
    assert message.usage.output_tokens == sent["usage"]["output_tokens"] > 0
    assert message._request_id == sent["request_id"]


def test_the_sync_client_gets_the_same(simulator):
    with Anthropic(api_key=KEY, base_url=f"{simulator.data_url}/anthropic", max_retries=0) as client:
        message = client.messages.create(model=MODEL, max_tokens=100, messages=QUESTION)
        with client.messages.stream(model=MODEL, max_tokens=100, messages=QUESTION) as stream:
            streamed = "".join(stream.text_stream)

    assert message.content[0].text.startswith("12 * 7 = 84")
    assert streamed == simulator.last()["reply"]


async def test_the_raw_answer_has_the_request_id_and_the_rate_limits(client):
    raw = await client.messages.with_raw_response.create(model=MODEL, max_tokens=100, messages=QUESTION)

    assert raw.headers["request-id"].startswith("req_")
    assert int(raw.headers["anthropic-ratelimit-requests-limit"]) > 0
    assert int(raw.headers["anthropic-ratelimit-requests-remaining"]) >= 0
    assert (await raw.parse()).stop_reason == "end_turn"


async def test_the_stream_helper_gives_text_then_the_final_message(client, simulator):
    async with client.messages.stream(model=MODEL, max_tokens=100, messages=QUESTION) as stream:
        pieces = [text async for text in stream.text_stream]
        final = await stream.get_final_message()

    sent = simulator.last()
    assert len(pieces) == sent["tokens_sent"] == final.usage.output_tokens > 3
    assert "".join(pieces) == sent["reply"] == final.content[0].text
    assert final.usage.input_tokens == sent["usage"]["input_tokens"]
    assert (final.stop_reason, stream.request_id) == ("end_turn", sent["request_id"])


async def test_raw_events_come_in_the_vendors_order(client):
    stream = await client.messages.create(model=MODEL, max_tokens=100, messages=QUESTION, stream=True)
    async with stream:
        kinds = [event.type async for event in stream if event.type != "content_block_delta"]

    assert [kind for kind in kinds if kind != "ping"] == [
        "message_start",
        "content_block_start",
        "content_block_stop",
        "message_delta",
        "message_stop",
    ]


async def test_counted_tokens_are_those_the_message_is_billed_for(client):
    counted = await client.messages.count_tokens(model=MODEL, messages=QUESTION, system="Be brief.")
    message = await client.messages.create(model=MODEL, max_tokens=100, messages=QUESTION, system="Be brief.")

    assert counted.input_tokens == message.usage.input_tokens > 0


async def test_models_are_listed_and_found_by_id(client):
    listed = [model async for model in client.models.list()]
    found = await client.models.retrieve(MODEL)

    assert MODEL in [model.id for model in listed]
    assert (found.id, found.type) == (MODEL, "model")
    with pytest.raises(anthropic.NotFoundError):
        await client.models.retrieve("claude-of-nowhere")


async def test_the_conversation_is_remembered_and_only_by_what_is_sent(client):
    told = [{"role": "user", "content": "Hello, my name is Ada."}]
    first = await client.messages.create(model=MODEL, max_tokens=100, messages=told)
    asked = {"role": "user", "content": "What is my name?"}

    whole = await client.messages.create(
        model=MODEL, max_tokens=100, messages=[*told, first.to_param(), asked]
    )
    lost = await client.messages.create(model=MODEL, max_tokens=100, messages=[asked])

    assert "Ada" in whole.content[0].text
    assert "Ada" not in lost.content[0].text


@pytest.mark.parametrize(
    "system", ["Answer in capital letters.", [{"type": "text", "text": "Answer in capital letters."}]]
)
async def test_the_system_prompt_is_obeyed(client, system):
    told = await client.messages.create(
        model=MODEL,
        max_tokens=100,
        system=system,
        messages=[{"role": "user", "content": "Say exactly: aloha"}],
    )

    assert told.content[0].text.startswith("ALOHA")


async def test_a_stop_sequence_ends_the_answer_before_it(client):
    said = [{"role": "user", "content": "Count to 9"}]
    stopped = await client.messages.create(model=MODEL, max_tokens=100, messages=said, stop_sequences=["5"])
    async with client.messages.stream(
        model=MODEL, max_tokens=100, messages=said, stop_sequences=["5"]
    ) as stream:
        streamed = await stream.get_final_message()

    for message in (stopped, streamed):
        assert message.content[0].text == "1 2 3 4 "
        assert (message.stop_reason, message.stop_sequence) == ("stop_sequence", "5")


async def test_max_tokens_cuts_the_answer(client):
    for_three = await client.messages.create(model=MODEL, max_tokens=3, messages=QUESTION)
    async with client.messages.stream(model=MODEL, max_tokens=3, messages=QUESTION) as stream:
        pieces = [text async for text in stream.text_stream]
        streamed = await stream.get_final_message()

    assert len(pieces) == 3
    for message in (for_three, streamed):
        assert (message.stop_reason, message.usage.output_tokens) == ("max_tokens", 3)


async def test_each_token_leaves_when_released(client, simulator):
    """The client has token n before token n+1 exists: nothing is buffered on the way."""
    simulator.script({"vendor": "anthropic", "fault": {"kind": "gate", "open": 0}})
    heard: list[str] = []
    async with client.messages.stream(model=MODEL, max_tokens=100, messages=QUESTION) as stream:
        texts = aiter(stream.text_stream)
        for _ in range(3):
            simulator.last(until="gated")
            simulator.release(tokens=1)
            heard.append(await anext(texts))
            assert simulator.last(until=f"tokens:{len(heard)}")["tokens_sent"] == len(heard)
        simulator.release(all=True)
        heard += [text async for text in texts]

    assert "".join(heard) == simulator.last()["reply"]
