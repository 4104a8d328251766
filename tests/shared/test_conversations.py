"""genai_shared.conversations: what goes to the model of odd answers, and what of them is stored."""

from pathlib import Path

import pytest

from genai_shared import errors
from genai_shared.conversations.asking import Asking
from genai_shared.conversations.budget import Budget
from genai_shared.conversations.models import Conversation, Message, Stored, Turn, now
from genai_shared.conversations.schemas import Question
from genai_shared.conversations.turns import Turns
from genai_shared.conversations.window import BROKEN_OFF, NOTHING, fit
from genai_shared.llm.catalogue import read_catalogue
from genai_shared.schemas import Completion, Usage

STAGE = Path(__file__).parents[2] / "projects/07_genai_backend_capstone"
CATALOGUE = read_catalogue(STAGE / "models.toml")
QUESTION = Message(role="user", content="And now?")


class Shelf:
    """A store of one conversation, in memory; `away` is what it raises instead of storing."""

    def __init__(self, away=None):
        self.conversation = Conversation()
        self.turns, self.commits, self.away = [], 0, away

    async def begin(self, *_):
        return Stored(conversation=self.conversation, turns=list(self.turns))

    async def commit(self, _, conversation, turn):
        self.commits += 1
        if self.away:
            raise self.away
        self.conversation = conversation
        self.turns.append(Turn.model_validate_json(turn.model_dump_json()))  # as every store must

    async def release(self, *_):
        pass


class Model:
    """Says one thing."""

    def __init__(self, says):
        self.says = says

    async def complete(self, _):
        return Completion(
            content=self.says,
            tool_calls=[],
            provider="anthropic",
            model="claude-haiku-4-5",
            fallback_used=False,
            stop_reason="stop",
            usage=Usage(input_tokens=10, output_tokens=2, cost_usd=0.00002),
        )


def talk(store, says):
    turns = Turns(store, Model(says), Budget(CATALOGUE, {"anthropic"}, 8_000), 60, 100_000)
    return turns.ask(Asking("ada", store.conversation.id, Question(message="Hi")))


def said(answer, *, complete=True):
    """Return what goes to a model after a turn with this answer."""
    messages = [Message(role="user", content="Hi"), Message(role="assistant", content=answer)]
    turn = Turn(id="1", created_at=now(), messages=messages, tokens=5, complete=complete)
    window = fit(Conversation(), [turn], QUESTION, 5, 50)
    return [message["content"] for message in window.messages()]


@pytest.mark.parametrize("silence", ["", " \n"])
def test_an_answer_without_a_word_is_sent_as_one(silence):
    """A provider refuses an empty message, and would do so from then on."""
    assert said(silence) == ["Hi", NOTHING, "And now?"]


def test_an_answer_that_was_broken_off_is_marked_for_the_model():
    assert said("Hel", complete=False) == ["Hi", f"Hel {BROKEN_OFF}", "And now?"]


async def test_what_could_not_be_stored_is_not_stored_later():
    """The caller was told that it failed: it will send the message again."""
    store = Shelf(away=errors.StoreUnavailableError())

    with pytest.raises(errors.StoreUnavailableError):
        await talk(store, "Hello")

    assert (store.commits, store.turns) == (1, [])


@pytest.mark.parametrize(("says", "kept"), [("\ud83d" + "\ude00", "\U0001f600"), ("Hi \ud83d", "Hi \ufffd")])
async def test_halves_of_a_character_are_joined_and_a_lone_one_is_replaced(says, kept):
    """Some models send a character in two tokens; nothing that is stored or sent can hold one half."""
    store = Shelf()

    answered = await talk(store, says)

    assert answered.content == store.turns[0].text == kept
