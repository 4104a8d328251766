"""genai_shared.llm over a real socket: what LiteLLM makes of each vendor's streams, and we of that."""

import asyncio
from itertools import pairwise

import pytest
from llm_bench import MODELS

from course.checks import rule
from genai_shared import errors
from genai_shared.schemas import ChatRequest

pytestmark = [  # what LiteLLM itself is warned of
    pytest.mark.filterwarnings("ignore:.*the `ReadOnly` qualifier:UserWarning"),
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
]
every_vendor = pytest.mark.parametrize("model", MODELS.values(), ids=MODELS)


async def collect(llm, model):
    stream = await llm.stream(ChatRequest(message="What is SSE?", model=model))
    try:
        return [piece async for piece in stream]
    finally:
        await stream.aclose()


@every_vendor
async def test_a_whole_answer_comes_through_to_the_letter(bench, model):
    async with bench.open() as llm:
        *texts, done = await collect(llm, model)

    call = bench.provider.only()
    assert "".join(texts) == call.reply
    assert len(texts) == call.tokens_sent
    assert done.usage.output_tokens == call.usage["output_tokens"]


async def test_an_answer_that_is_there_at_once_leaves_others_their_turn(bench):
    bench.provider.script(rule("reply", tokens=200))
    turns = 0

    async def somebody_else():
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0)

    async with bench.open() as llm:
        stream = await llm.stream(ChatRequest(message="What is SSE?", model=MODELS["openai"]))
        await asyncio.to_thread(bench.provider.until, bench.provider.only(), "ended")  # all of it is there
        other = asyncio.create_task(somebody_else())
        try:
            turns_before_each = [turns async for _ in stream]
        finally:
            other.cancel()
            await stream.aclose()

    assert len(turns_before_each) == 201
    assert all(before < later for before, later in pairwise(turns_before_each))


def work():
    """Return the tasks there are, without LiteLLM's one that writes its log for the whole process."""
    return {task for task in asyncio.all_tasks() if "LoggingWorker" not in repr(task.get_coro())}


SOON = {"provider_first_token_timeout": 2, "provider_idle_timeout": 2}  # of use only when nothing comes
FAULTS = {
    "error event": (rule("error_event", after_tokens=2), errors.ProviderUnavailableError, {}),
    "cut": (rule("cut", after_tokens=2), errors.ProviderTruncatedError, {}),
    "truncated": (rule("truncate", after_tokens=2), errors.ProviderTruncatedError, {}),
    "stalled": (rule("stall", after_tokens=2), errors.ProviderTimeoutError, SOON),
    "error event at once": (rule("error_event"), errors.ProviderUnavailableError, {}),
    "cut at once": (rule("cut", after_tokens=0), errors.ProviderTruncatedError, {}),
    "no byte": (rule("cut"), errors.ProviderUnreachableError, {}),
    "truncated at once": (rule("truncate"), errors.ProviderTruncatedError, {}),
    "overloaded": (rule("status", status=529), errors.ProviderUnavailableError, {}),
    "HTML with status 200": (rule("html", status=200), errors.ProviderTruncatedError, {}),
    "never a token": (rule("stall"), errors.ProviderTimeoutError, SOON),
    "never a byte": (rule("hang"), errors.ProviderTimeoutError, SOON),
}


@every_vendor
@pytest.mark.parametrize(("fault", "ours", "limits"), FAULTS.values(), ids=FAULTS)
async def test_every_way_to_fail_is_an_error_of_ours_and_leaves_nothing_open(
    bench, model, fault, ours, limits
):
    bench.provider.script(fault)
    async with bench.open(**limits) as llm:
        tasks = work()
        with pytest.raises(ours):
            await collect(llm, model)
        call = await asyncio.to_thread(bench.provider.until, bench.provider.only(), "ended")

        assert call.ended != "in_progress"
        assert work() <= tasks


@every_vendor
async def test_an_answer_without_a_text_is_an_answer(bench, model):
    bench.provider.script(rule("reply", text=""))
    async with bench.open() as llm:
        (done,) = await collect(llm, model)

    assert done.stop_reason == "stop"


@every_vendor
async def test_equal_pieces_are_no_failure(bench, model):
    bench.provider.script(rule("reply", tokens=150))
    async with bench.open() as llm:
        *texts, _ = await collect(llm, model)

    assert len(texts) == 150


@every_vendor
@pytest.mark.parametrize("tokens", [0, 2], ids=["before the first token", "while waiting for the third"])
async def test_a_cancelled_reader_closes_the_call_at_once(bench, model, tokens):
    bench.provider.script(rule("gate", open=tokens))
    async with bench.open() as llm:
        reading = asyncio.create_task(collect(llm, model))
        (call,) = await asyncio.to_thread(bench.provider.wait, 1)
        await asyncio.to_thread(bench.provider.until, call, "gated")
        reading.cancel()
        await asyncio.gather(reading, return_exceptions=True)
        call = await asyncio.to_thread(bench.provider.until, call, "ended")

    assert call.ended == "client_gone"


@every_vendor
async def test_a_stream_that_is_closed_unread_closes_the_call(bench, model):
    bench.provider.script(rule("gate", open=1))
    async with bench.open() as llm:
        stream = await llm.stream(ChatRequest(message="What is SSE?", model=model))
        await stream.aclose()
        call = await asyncio.to_thread(bench.provider.until, bench.provider.only(), "ended")

    assert call.ended == "client_gone"
