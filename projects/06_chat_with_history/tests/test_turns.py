import asyncio
from pathlib import Path

import pytest
from conftest import DONE, ScriptedLlm

from app.answers import Asked, grown
from app.asking import Asking
from app.budget import Budget
from app.context.window import BROKEN_OFF, SUMMARY
from app.conversations.errors import (
    ConversationBusyError,
    ConversationFullError,
    IdempotencyKeyReusedError,
    TurnLostError,
)
from app.conversations.memory import MemoryConversations
from app.conversations.models import ContextPolicy, Conversation, Message
from app.imported import turns_of
from app.schemas import Answered, Question
from app.turns import Turns
from genai_shared import errors
from genai_shared.llm.catalogue import read_catalogue

OWNER = "ada"
CATALOGUE = read_catalogue(Path(__file__).parents[1] / "models.toml")


class Tokens:
    """Keeps what was set aside and what became of it."""

    def __init__(self):
        self.log = []

    async def reserve(self, tokens):
        self.log.append(tokens)
        return self

    async def settle(self, tokens):
        self.log.append(tokens)


class Talk:
    """A conversation of ada's in front of a scripted model, and what is stored of it."""

    def __init__(self, *steps, policy=None, most_bytes=100_000, **fields):
        self.llm = ScriptedLlm(*(steps or ("Hel", "lo")))
        self.store = MemoryConversations(60, 10)
        budget = Budget(CATALOGUE, {"anthropic", "openai"}, 8_000)
        self.turns = Turns(self.store, self.llm, budget, 60, most_bytes)
        self.tokens = Tokens()
        self.conversation = Conversation(context=policy or ContextPolicy(), **fields)

    async def begin(self, *messages):
        turns = await turns_of(messages)
        await self.store.create(OWNER, grown(self.conversation, turns), turns)
        return self

    def request(self, message="Hi", key=None, **more):
        return Asking(OWNER, self.conversation.id, Question(message=message, **more), key)

    async def ask(self, message="Hi", key=None):
        return await self.turns.ask(self.request(message, key), self.tokens)

    async def stored(self):
        return await self.store.read(OWNER, self.conversation.id)

    async def said(self):
        return [message.content for turn in (await self.stored()).turns for message in turn.messages]

    def sent(self, place=-1):
        return [message["content"] for message in self.llm.asked[place].messages]


def told(*texts):
    roles = ("user", "assistant")
    return [Message(role=roles[place % 2], content=text) for place, text in enumerate(texts)]


async def test_the_whole_history_goes_to_the_model():
    talk = await Talk(system="Be brief.").begin()

    await talk.ask("one")
    answered = await talk.ask("two")

    assert talk.sent() == ["Be brief.", "one", "Hello", "two"]
    assert answered.content == "Hello"
    assert await talk.said() == ["one", "Hello", "two", "Hello"]


async def test_an_answer_reports_the_window_and_the_cost_so_far():
    talk = await Talk(policy=ContextPolicy(budget=100)).begin()

    first, second = await talk.ask("one"), await talk.ask("two")

    assert (first.answer.usage, second.answer.usage) == (DONE.usage, DONE.usage)
    assert second.conversation_cost_usd == pytest.approx(2 * DONE.usage.cost_usd)
    report = second.answer.context
    assert report.used > first.answer.context.used
    assert report.used + report.left == report.budget == 100
    conversation = (await talk.stored()).conversation
    assert (conversation.turn_count, conversation.size) == (2, len("oneHellotwoHello"))


async def test_no_answer_leaves_no_question():
    talk = await Talk(errors.ProviderUnavailableError()).begin()

    with pytest.raises(errors.ProviderUnavailableError):
        await talk.ask()

    assert await talk.said() == []
    talk.llm.steps = ("fine",)
    await talk.ask("again")
    assert await talk.said() == ["again", "fine"]


async def test_a_caller_who_leaves_leaves_nothing_behind():
    talk = await Talk(asyncio.Event()).begin()
    asking = asyncio.create_task(talk.ask())
    await talk.llm.asked_for(1)

    asking.cancel()
    await asyncio.gather(asking, return_exceptions=True)

    talk.llm.steps = ("fine",)
    await talk.ask("again")
    assert await talk.said() == ["again", "fine"]


async def test_a_second_message_meanwhile_is_refused_and_never_in_between():
    answer = asyncio.Event()
    talk = await Talk(answer, "first").begin()
    asking = asyncio.create_task(talk.ask("one"))
    await talk.llm.asked_for(1)

    with pytest.raises(ConversationBusyError):
        await talk.ask("two")
    answer.set()
    await asking

    assert await talk.said() == ["one", "first"]
    assert len(talk.llm.asked) == 1


async def test_half_an_answer_is_stored_marked_and_the_model_is_told():
    talk = await Talk().begin()
    async with talk.turns.open(talk.request("one"), talk.tokens) as turn:
        turn.text = "It was a"
        await turn.leave()

    stored = (await talk.stored()).turns[0]
    assert (stored.text, stored.complete, stored.answer.stop_reason) == ("It was a", False, "client_gone")
    assert stored.answer.usage.output_tokens > 0
    await talk.ask("two")
    assert talk.sent() == ["one", f"It was a {BROKEN_OFF}", "two"]


async def test_leaving_before_the_first_token_stores_nothing():
    talk = await Talk().begin()
    async with talk.turns.open(talk.request("one"), talk.tokens) as turn:
        await turn.leave()

    assert await talk.said() == []


async def test_leaving_after_the_last_token_stores_a_whole_answer_once():
    talk = await Talk().begin()
    async with talk.turns.open(talk.request("one"), talk.tokens) as turn:
        turn.text, turn.done = "Hello", DONE
        await turn.leave()
        await turn.leave()

    stored = await talk.stored()
    assert [turn.complete for turn in stored.turns] == [True]


async def test_a_key_replays_the_answer_and_asks_once():
    talk = await Talk().begin()

    first = await talk.ask("one", key="k")
    second = await talk.ask("one", key="k")

    assert (first.replayed, second.replayed) == (False, True)
    assert second.model_dump(exclude={"replayed"}) == first.model_dump(exclude={"replayed"})
    assert len(talk.llm.asked) == 1


@pytest.mark.parametrize("other", [{"message": "two"}, {"message": "one", "max_tokens": 5}])
async def test_a_key_with_another_question_is_refused(other):
    talk = await Talk().begin()
    await talk.ask("one", key="k")

    with pytest.raises(IdempotencyKeyReusedError):
        await talk.turns.ask(talk.request(key="k", **other), talk.tokens)


async def test_a_failure_is_not_replayed():
    talk = await Talk(errors.ProviderUnavailableError()).begin()
    with pytest.raises(errors.ProviderUnavailableError):
        await talk.ask("one", key="k")

    talk.llm.steps = ("fine",)

    assert (await talk.ask("one", key="k")).content == "fine"


async def test_of_the_same_key_at_once_one_asks_and_an_answer_is_replayed_while_busy():
    answer = asyncio.Event()
    talk = await Talk("first").begin()
    await talk.ask("one", key="old")
    talk.llm.steps = (answer, "second")
    asking = asyncio.create_task(talk.ask("two", key="k"))
    await talk.llm.asked_for(2)

    with pytest.raises(ConversationBusyError):
        await talk.ask("two", key="k")
    assert (await talk.ask("one", key="old")).replayed
    answer.set()
    assert (await asking).content == "second"
    assert (await talk.ask("two", key="k")).replayed
    assert len(talk.llm.asked) == 2


async def test_a_conversation_deleted_meanwhile_stays_deleted():
    talk = await Talk().begin()
    async with talk.turns.open(talk.request(), talk.tokens) as turn:
        await talk.store.delete(OWNER, talk.conversation.id)
        with pytest.raises(TurnLostError):
            await turn.finish("Hello", DONE)

    with pytest.raises(errors.NotFoundError):
        await talk.stored()


async def test_what_could_not_be_stored_is_not_stored_later():
    """The caller was told that it failed: it will send the message again."""
    talk = await Talk().begin()
    commits = []

    class Away(MemoryConversations):
        async def commit(self, *_):
            commits.append(1)
            raise errors.StoreUnavailableError

    talk.store.__class__ = Away
    with pytest.raises(errors.StoreUnavailableError):
        await talk.ask("one")

    assert len(commits) == 1
    assert await talk.said() == []


@pytest.mark.parametrize(("says", "kept"), [("\ud83d" + "\ude00", "\U0001f600"), ("Hi \ud83d", "Hi \ufffd")])
async def test_halves_of_a_character_are_joined_and_a_lone_one_is_replaced(says, kept):
    """Some models send a character in two tokens; nothing that is stored or sent can hold one half."""
    talk = await Talk(*says).begin()

    answered = await talk.ask("one")

    assert answered.content == kept
    assert await talk.said() == ["one", kept]


async def test_a_full_conversation_takes_no_more():
    talk = await Talk(most_bytes=20).begin(*told("12345", "67890"))

    with pytest.raises(ConversationFullError):
        await talk.ask("eleven more")

    assert talk.llm.asked == []


async def test_what_does_not_fit_is_summarized_by_one_call_whose_cost_is_shown():
    policy = ContextPolicy(strategy="summarize", budget=200)
    history = told(*[f"{n} " + "word " * 30 for n in range(12)])
    talk = await Talk("It was about words.", policy=policy).begin(*history)

    answered = await talk.ask("And now?")

    assert len(talk.llm.asked) == 2
    assert "0 word" in talk.sent(0)[1]
    assert talk.sent()[0] == f"{SUMMARY}It was about words."
    assert talk.sent()[-1] == "And now?"
    report = answered.answer.context
    assert report.summary.usage == DONE.usage
    assert report.used <= 200
    assert answered.conversation_cost_usd == pytest.approx(2 * DONE.usage.cost_usd)

    again = await talk.ask("And then?")

    assert len(talk.llm.asked) == 3
    assert again.answer.context.summary.usage is None
    assert again.answer.context.summary.turns == report.summary.turns


async def test_a_summary_that_fails_is_left_out_and_the_question_answered():
    class NoSummaries(ScriptedLlm):
        async def complete(self, prompt):
            if prompt.max_tokens == 400:
                raise errors.ProviderUnavailableError
            return await super().complete(prompt)

    history = told(*["word " * 60 for _ in range(8)])
    talk = await Talk(policy=ContextPolicy(strategy="summarize", budget=200)).begin(*history)
    talk.turns = Turns(talk.store, NoSummaries("Hello"), talk.turns.budget, 60, 100_000)

    answered = await talk.ask("And now?")

    assert answered.content == "Hello"
    assert answered.answer.context.summary is None
    assert answered.answer.context.dropped > 0


async def test_an_answer_leaves_room_for_itself_in_the_models_window():
    talk = await Talk(policy=ContextPolicy(budget=10_000_000), model="openai/gpt-4o-mini").begin()

    answered = await talk.turns.ask(talk.request(max_tokens=1_000), talk.tokens)

    assert answered.answer.context.budget == 128_000 - 1_000


async def test_what_is_opened_is_asked_or_answered():
    talk = await Talk().begin()
    async with talk.turns.open(talk.request("one", "k"), talk.tokens) as turn:
        assert isinstance(turn, Asked)
        await turn.finish("Hello", DONE)
    async with talk.turns.open(talk.request("one", "k"), talk.tokens) as turn:
        assert isinstance(turn, Answered)
