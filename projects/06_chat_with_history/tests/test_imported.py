import pytest

from app.conversations.models import Function, Message, ToolCall
from app.imported import check_history, turns_of


def user(text="Hi"):
    return Message(role="user", content=text)


def answer(text="Hello", *calls):
    asked = [ToolCall(id=id_, function=Function(name="f", arguments="{}")) for id_ in calls]
    return Message(role="assistant", content=text, tool_calls=asked)


def result(id_):
    return Message(role="tool", content="42", tool_call_id=id_)


@pytest.mark.parametrize(
    "history",
    [
        [],
        [user(), answer()],
        [user(), user(), answer()],
        [user(), answer("", "a", "b"), result("b"), result("a"), answer()],
    ],
)
def test_whole_histories_are_taken(history):
    check_history(history)


@pytest.mark.parametrize(
    ("history", "mistake"),
    [
        ([answer()], "messages.0: must be the user's"),
        ([user()], "must end with an answer"),
        ([user(), answer("", "a")], "must end with an answer"),
        ([user(), answer("", "a"), answer()], "messages.2: a tool call before it has no result"),
        ([user(), answer("", "a"), user(), answer()], "messages.2: a tool call before it has no result"),
        ([user(), result("a"), answer()], "messages.1: is the result of no tool call"),
        ([user(), answer("", "a"), result("a"), result("a"), answer()], "messages.3: is the result of no"),
    ],
)
def test_broken_histories_are_refused_with_the_place(history, mistake):
    with pytest.raises(ValueError, match=mistake):
        check_history(history)


async def test_a_turn_is_everything_up_to_the_next_question():
    history = [user("1"), answer("", "a"), result("a"), answer("2"), user("3"), answer("4")]

    turns = await turns_of(history)

    assert [len(turn.messages) for turn in turns] == [4, 2]
    assert all(turn.tokens > 0 for turn in turns)
    assert len({turn.id for turn in turns}) == 2
