"""2.1 Python async fundamentals: what each lab shows."""

import pytest

from course.labs import proves


@proves("T2.1.1-01")
def test_a_blocking_read_waits_and_computes_nothing(lab):
    """While the peer takes its time, the reading thread uses next to no processor time."""
    passed, computing = lab.ask()

    assert computing < passed / 20


@proves("T2.1.1-02")
def test_calls_are_under_way_together_in_one_thread(lab, said):
    """All three calls have begun before the first one ends, and all of it happens in one thread."""
    lab.main()

    assert said() == [
        *(f"{name} asks" for name in "abc"),
        *(f"{name} has its answer" for name in "abc"),
        "threads used: 1",
    ]


@proves("T2.1.1-03")
def test_a_loop_gives_each_task_its_turn(lab, said):
    """The loop runs each task up to its next pause, and then the next task."""
    lab.main()

    assert said() == ["tea 1", "toast 1", "tea 2", "toast 2", "tea 3"]


@proves("T2.1.1-04")
def test_waits_overlap_and_calculations_do_not(lab, said):
    """All waits have begun before the first ends; each calculation ends before the next begins."""
    lab.main()

    lines = [line.split() for line in said() if not line.startswith("four")]
    order = {kind: [what for name, _, what in lines if name == kind] for kind in ("wait", "calculation")}
    assert order == {"wait": ["begins"] * 4 + ["ends"] * 4, "calculation": ["begins", "ends"] * 4}


@proves("T2.1.2-01")
def test_a_call_of_an_async_function_runs_nothing(lab, said):
    """The call gives a coroutine that has not begun; it runs when the loop runs it."""
    lab.main()

    assert said() == ["called: coroutine", "greeting Ada", "run: Hello, Ada"]


@proves("T2.1.2-02")
def test_await_gives_the_value_and_lets_others_run(lab, said):
    """The awaited value arrives, and another task has gone on meanwhile."""
    lab.main()

    lines = said()
    assert lines.index("tick 1") < lines.index("got ANSWER")
    assert sorted(lines) == ["got ANSWER", "tick 1", "tick 2", "tick 3"]


@proves("T2.1.2-03")
def test_await_needs_an_async_function(lab, said):
    """`await` in a regular function does not compile; `asyncio.run` calls a coroutine from one."""
    lab.main()

    assert said() == [
        "await in a regular function: 'await' outside async function",
        "from a regular function: answer",
        "from an async function: answer",
    ]


@proves("T2.1.3-01")
def test_gathered_calls_run_together_and_keep_their_order(lab, said):
    """All calls are asked before one answers; the answers stand in the order of the arguments."""
    lab.main()

    asked, answered, results = (lines[i : i + 3] for lines in [said()] for i in (0, 3, 6))
    assert asked == ["anthropic is asked", "openai is asked", "openrouter is asked"]
    assert sorted(answered) == ["anthropic answers", "openai answers", "openrouter answers"]
    assert results == ["answer of anthropic", "answer of openai", "answer of openrouter"]


@proves("T2.1.3-02")
def test_a_task_runs_beside_its_maker_and_is_awaited(lab, said):
    """The task begins after its maker goes on, and is done before the program ends."""
    lab.main()

    assert said() == [
        "answer: task made",
        "summary: begun",
        "answer: sent",
        "summary: written",
        "result: Hello",
    ]


@proves("T2.1.3-03")
def test_every_failure_is_seen_and_no_result_is_lost(lab, said):
    """Of three calls two fail: both failures and the one answer are reported."""
    lab.main()

    assert said() == ["failed: anthropic is down", "answer of openai", "failed: openrouter is down"]


def test_a_task_group_cancels_the_others_and_reports_the_failure(lab_named, said):
    """The lab beside it: one failure cancels the calls that still run."""
    lab_named("one_fails_all_stop").main()

    assert said() == ["anthropic is cancelled", "failed: ['openai is down']"]


@pytest.mark.parametrize(
    ("name", "lines"),
    [
        ("lost_task", ["answer: task made", "summary: begun", "answer: sent", "result: sent"]),
        ("lost_exception", ["failed: anthropic is down"]),
    ],
)
def test_the_wrong_ways_lose_what_they_are_named_for(lab_named, said, name, lines):
    """What the wrong way shows is what it is there to show."""
    lab_named(name).main()

    assert said() == lines
