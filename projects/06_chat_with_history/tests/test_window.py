import pytest

from app.context.window import BROKEN_OFF, SUMMARY, fit, latest, to_summarize
from app.conversations.models import (
    ContextPolicy,
    Conversation,
    Function,
    Message,
    Summary,
    ToolCall,
    Turn,
    now,
)
from genai_shared.errors import ContextTooLongError

QUESTION = Message(role="user", content="And now?")


def turn(name, tokens=10, **fields):
    said = [Message(role="user", content=f"q{name}"), Message(role="assistant", content=f"a{name}")]
    return Turn(id=str(name), created_at=now(), messages=said, tokens=tokens, **fields)


def conversation(strategy="truncate_oldest", keep=10, **fields):
    return Conversation(context=ContextPolicy(strategy=strategy, keep=keep), **fields)


def contents(window):
    return [message["content"] for message in window.messages()]


def test_everything_goes_along_while_it_fits():
    window = fit(conversation(), [turn(1), turn(2)], QUESTION, 5, 25)

    assert contents(window) == ["q1", "a1", "q2", "a2", "And now?"]
    report = window.report()
    assert (report.used, report.left, report.dropped, report.dropped_turns) == (25, 0, 0, 0)


def test_the_oldest_turns_are_dropped_first_and_whole():
    window = fit(conversation(), [turn(1), turn(2), turn(3)], QUESTION, 5, 34)

    assert contents(window) == ["q2", "a2", "q3", "a3", "And now?"]
    report = window.report()
    assert (report.used, report.left, report.dropped, report.dropped_turns) == (25, 9, 10, 1)


def test_there_is_no_gap_in_what_is_kept():
    """A small old turn that would fit is not kept when a larger one after it was dropped."""
    assert [t.id for t in latest([turn(1, 1), turn(2, 50), turn(3, 5)], 10)] == ["3"]


def test_the_system_prompt_always_goes_along():
    window = fit(conversation(system="Be brief."), [turn(1, 100)], QUESTION, 5, 50)

    assert contents(window) == ["Be brief.", "And now?"]
    assert window.messages()[0]["role"] == "system"
    assert window.report().used > 5


def test_what_does_not_fit_even_alone_is_refused():
    with pytest.raises(ContextTooLongError):
        fit(conversation(system="word " * 100), [], QUESTION, 5, 50)


def test_a_tool_call_and_its_result_are_never_parted():
    call = ToolCall(id="c1", function=Function(name="weather", arguments="{}"))
    said = [
        Message(role="user", content="Weather?"),
        Message(role="assistant", content="", tool_calls=[call]),
        Message(role="tool", content="Sunny.", tool_call_id="c1"),
        Message(role="assistant", content="It is sunny."),
    ]
    tools = Turn(id="tools", created_at=now(), messages=said, tokens=40)
    history = [turn(1), tools, turn(3)]

    for budget in range(5, 80):
        roles = [message["role"] for message in fit(conversation(), history, QUESTION, 5, budget).messages()]
        assert roles[0] == "user"
        assert ("tool" in roles) == (roles.count("assistant") >= 3)
    message = fit(conversation(), history, QUESTION, 5, 80).messages()[3]
    assert message["tool_calls"] == [
        {"id": "c1", "type": "function", "function": {"name": "weather", "arguments": "{}"}}
    ]


def test_keep_last_keeps_so_many_turns_and_no_more_than_fit():
    history = [turn(n) for n in range(6)]

    assert contents(fit(conversation("keep_last", 2), history, QUESTION, 5, 1000))[0] == "q4"
    assert contents(fit(conversation("keep_last", 2), history, QUESTION, 5, 16))[0] == "q5"


def test_an_answer_that_was_broken_off_is_marked_for_the_model():
    window = fit(conversation(), [turn(1, complete=False)], QUESTION, 5, 50)

    assert contents(window) == ["q1", f"a1 {BROKEN_OFF}", "And now?"]


def test_a_summary_stands_for_the_first_turns():
    history = [turn(1), turn(2), turn(3)]
    talk = conversation("summarize", summary=Summary(text="It began.", turns=2, tokens=7))

    window = fit(talk, history, QUESTION, 5, 50)

    assert contents(window) == [f"{SUMMARY}It began.", "q3", "a3", "And now?"]
    report = window.report()
    assert (report.used, report.dropped, report.dropped_turns) == (22, 20, 2)
    assert report.summary.turns == 2
    assert to_summarize(window) == []


def test_a_summary_takes_in_all_but_half_a_budget_of_the_latest():
    history = [turn(n) for n in range(10)]

    window = fit(conversation("summarize"), history, QUESTION, 5, 85)

    assert [t.id for t in to_summarize(window)] == ["0", "1", "2", "3", "4", "5"]


def test_only_that_strategy_summarizes():
    for strategy in ("truncate_oldest", "keep_last"):
        assert to_summarize(fit(conversation(strategy), [turn(1, 90)], QUESTION, 5, 50)) == []


def test_a_summary_that_does_not_fit_beside_the_question_is_left_out():
    talk = conversation("summarize", summary=Summary(text="Long.", turns=1, tokens=48))

    assert contents(fit(talk, [turn(1)], QUESTION, 5, 50)) == ["q1", "a1", "And now?"]
