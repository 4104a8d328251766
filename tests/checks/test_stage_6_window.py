"""Stage 6: what of a long conversation goes to the model, and what an answer says about that."""

import tomllib

from talking import MODELS, OPENAI, begin, history, sent

from course.checks import expect_that, proves, rule

WORDS = "All work and no play makes a long conversation that does not fit into any window of this world. "


def long_history(turns):
    """Return so many turns that can be told apart, each of a few dozen tokens."""
    texts = [f"{who}{n}: {WORDS}" for n in range(turns) for who in ("question", "answer")]
    return history(*texts)


@proves("S6-05")
def test_the_oldest_turns_are_dropped_first(app, provider):
    """Over the budget whole turns are left out, the oldest first; system prompt and question go along."""
    context = {"strategy": "truncate_oldest", "budget": 300}
    talk = begin(app, system="Be brief.", context=context, messages=long_history(20))

    report = talk.say("And now?").expect(200).field("answer.context")
    got = sent(provider.only())
    expect_that(got[0] == "Be brief." and got[-1] == "And now?", "system prompt and question", got=got)
    kept = [text.partition(":")[0] for text in got[1:-1]]
    first = 20 - len(kept) // 2
    wanted = [f"{who}{n}" for n in range(first, 20) for who in ("question", "answer")]
    expect_that(kept == wanted and 2 <= len(kept) < 40, "the latest turns, each of them whole", got=kept)
    expect_that(report["dropped_turns"] == first, f"{first} turns dropped", got=report)
    expect_that(report["used"] <= 300, "no more tokens than the budget of 300", got=report)


@proves("S6-06")
def test_a_tool_call_is_never_parted_from_its_result(app, provider):
    """Whatever the budget, a tool call and its result go along together or not at all, and a user begins."""
    call = {
        "id": "call_1",
        "type": "function",
        "function": {"name": "weather", "arguments": '{"city": "Oslo"}'},
    }
    brought = [
        {"role": "user", "content": f"What is the weather in Oslo? {WORDS}"},
        {"role": "assistant", "content": "", "tool_calls": [call]},
        {"role": "tool", "content": f"Sunny. {WORDS}", "tool_call_id": "call_1"},
        {"role": "assistant", "content": f"It is sunny. {WORDS}"},
        *history(f"And tomorrow? {WORDS}", f"I do not know. {WORDS}"),
    ]
    seen = set()
    for budget in (100, 120, 140, 160, 180, 1000):
        provider.reset()
        talk = begin(app, model=OPENAI, context={"budget": budget}, messages=brought)
        talk.say("Thanks.").expect(200)
        messages = provider.only().body["messages"]
        calls, results = ids_in(messages)
        expect_that(calls == results, "each tool call with its result", got=messages)
        expect_that(messages[0]["role"] == "user", "a user's message first", got=messages)
        seen.add(bool(calls))
    expect_that(seen == {True, False}, "them in a large window, and not in a small one", got=seen)
    broken = {"messages": brought[:2]}
    app.post("/v1/conversations", json=broken).expect_error(422, "invalid_request")


def ids_in(messages):
    """Return the ids of tool calls, and those of results."""
    calls = {call["id"] for message in messages for call in message.get("tool_calls") or []}
    return calls, {message["tool_call_id"] for message in messages if message["role"] == "tool"}


@proves("S6-07")
def test_what_does_not_fit_is_summarized(app, provider):
    """One call writes a summary of the oldest turns, which is sent in their place; its cost is shown."""
    gist = "They spoke about the harbour of Bergen."
    provider.script(rule("reply", text=gist, request=1))
    context = {"strategy": "summarize", "budget": 400}
    talk = begin(app, context=context, messages=long_history(20))

    reply = talk.say("And now?").expect(200)
    calls = provider.requests()
    expect_that(len(calls) == 2, "one call for the summary and one for the answer", got=len(calls))
    expect_that(
        "question0" in "".join(sent(calls[0])), "the oldest turn in the first call", got=sent(calls[0])
    )
    told = "".join(sent(calls[1]))
    expect_that(
        gist in told and "question0:" not in told, "the summary in place of the oldest turns", got=told
    )
    expect_that("question19:" in told, "the latest turn as it was", got=told)
    spent = reply.field("answer.context.summary.usage.input_tokens")
    expect_that(spent == calls[0].usage["input_tokens"], "the tokens of the summary's call", got=spent)
    costs = [reply.field("answer.usage.cost_usd"), reply.field("answer.context.summary.usage.cost_usd")]
    total = reply.field("conversation_cost_usd")
    expect_that(abs(total - sum(costs)) < 1e-9, f"a cost so far of {sum(costs)}", got=total)
    again = talk.say("And then?").expect(200, {"answer.context.summary.usage": None})
    expect_that(len(provider.requests()) == 3, "no second summary as long as all fits", got=again.text)


@proves("S6-08")
def test_the_report_adds_up(app, provider, project):
    """Used and left make the budget; dropped and cost so far agree with what was sent, and its prices."""
    prices = tomllib.loads(project.read("models.toml"))["models"][MODELS["anthropic"]]
    talk = begin(app, model=MODELS["anthropic"], context={"budget": 250})
    dollars = 0.0
    for turn in range(6):
        reply = talk.say(f"{turn}: {WORDS}").expect(200)
        call, report = provider.requests()[-1], reply.field("answer.context")
        right = report["used"] + report["left"] == report["budget"] == 250 and report["left"] >= 0
        expect_that(right, "used and left to make the budget of 250", got=report)
        sent_turns = (len(call.body["messages"]) - 1) // 2
        expect_that(
            report["dropped_turns"] == turn - sent_turns, f"{turn - sent_turns} turns dropped", got=report
        )
        dropped = report["dropped"] > 0
        expect_that(dropped == (turn > sent_turns), "tokens dropped when turns are", got=report)
        tokens = call.usage
        dollars += tokens["input_tokens"] * prices["input_price"] / 1e6
        dollars += tokens["output_tokens"] * prices["output_price"] / 1e6
        total = reply.field("conversation_cost_usd")
        expect_that(abs(total - dollars) < 1e-9, f"a cost so far of {dollars:.9f}", got=total)
    expect_that(report["dropped_turns"] > 0, "a window that has overflowed at last", got=report)
    kept = app.get(talk.path).expect(200).field("cost_usd")
    expect_that(abs(kept - dollars) < 1e-9, f"a conversation that cost {dollars:.9f}", got=kept)


@proves("S6-09")
def test_what_cannot_fit_is_refused(app, provider):
    """A message longer than the budget is 413 context_too_long: nobody is asked, and nothing is stored."""
    talk = begin(app, context={"budget": 150})
    talk.say(WORDS * 20).expect_error(413, "context_too_long")

    expect_that(provider.requests() == [], "no request to the provider", got=len(provider.requests()))
    expect_that(talk.said() == [], "nothing in the conversation", got=talk.said())
    talk.say("Short.").expect(200)
