"""The record of a request: whoever writes into it, one reads it."""

import asyncio

from test_llm import HAIKU, MINI, ScriptedProviders, ScriptedReading, collect, llm

from genai_shared import errors
from genai_shared.errors.responses import report
from genai_shared.observability.record import Record, begin, current_record
from genai_shared.schemas import ChatRequest

HI = ChatRequest(message="hi")


async def test_the_model_lane_writes_who_answered_and_what_it_took():
    begin(record := Record(request_id="id"))
    providers = ScriptedProviders(anthropic=errors.ProviderTimeoutError(), openai=ScriptedReading("He", "y"))

    await collect(await llm(providers).stream(HI))

    assert (record.model, record.provider, record.fallback, record.attempts) == (MINI, "openai", True, 2)
    assert (record.input_tokens, record.output_tokens, record.cost_usd) == (10, 2, 0.000014)
    assert record.pieces == 2


ASKED = '[{"role": "user", "content": "hi"}]'  # the messages, as they go out


async def test_prompts_and_answers_are_kept_only_when_they_are_wanted():
    for keeps, kept in ((False, (None, None)), (True, (ASKED, "Hey"))):
        begin(record := Record(keeps_texts=keeps))
        await collect(await llm(ScriptedProviders(anthropic=ScriptedReading("He", "y"))).stream(HI))
        assert (record.prompt, record.answer) == kept


async def test_a_model_that_has_to_rest_is_noted_and_so_is_its_return():
    providers = ScriptedProviders(anthropic=errors.ProviderTimeoutError(), openai=ScriptedReading("Hey"))
    models = llm(providers, cooldown_after=1, cooldown_seconds=600)
    begin(record := Record())

    await models.stream(HI)

    assert record.rests[HAIKU] > 1e9, "until when, as Unix time"
    assert 599 < models.resting()[HAIKU] <= 600


async def test_the_envelope_carries_the_requests_own_id():
    begin(record := Record(request_id="one-id"))

    detail = report(errors.NotFoundError())

    assert (detail.request_id, record.error) == ("one-id", "not_found")


async def test_tasks_that_a_request_starts_write_into_its_record():
    begin(record := Record())

    async def background():
        current_record().attempts += 1

    await asyncio.create_task(background())

    assert record.attempts == 1


async def test_two_requests_do_not_share_a_record():
    async def request(name):
        begin(Record(request_id=name))
        await asyncio.sleep(0)
        return current_record().request_id

    assert await asyncio.gather(request("a"), request("b")) == ["a", "b"]


async def test_without_a_request_what_is_written_is_lost():
    async def job():
        current_record().attempts += 1
        return current_record().attempts

    assert await asyncio.create_task(job()) == 0
