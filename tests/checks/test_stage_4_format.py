"""Stage 4: what goes in and what comes out: headers, any text, numbers, refusals, the browser's GET."""

import json
import secrets
import tomllib

from course.checks import expect_that, proves, rule

STREAM = "/v1/chat/stream"
MODELS = {
    "anthropic": "anthropic/claude-haiku-4-5",
    "openai": "openai/gpt-4.1-mini",
    "openrouter": "openrouter/meta-llama/llama-3.3-70b-instruct",
}
JSON = {"content-type": "application/json"}
LIMIT = 1_000_000  # bytes, the default of MAX_BODY_BYTES


def read(stream):
    """Return the text of a stream's tokens and the data of its last event."""
    events = [event.json() for event in stream]
    expect_that(events, "events", got="a stream without any")
    return "".join(event.get("text", "") for event in events[:-1]), events[-1]


def nothing_was_sent(provider):
    seen = [entry.line for entry in provider.requests()]
    expect_that(not seen, "a refused request not to reach a provider", got="; ".join(seen))


@proves("S4-01")
def test_nobody_on_the_way_is_to_hold_the_stream_back(app):
    """The headers keep caches and proxies from storing or collecting events; nothing is compressed."""
    asked = {"accept-encoding": "gzip, deflate, br"}
    with app.stream("POST", STREAM, json={"message": "Hello"}, headers=asked) as stream:
        headers = stream.headers

    expect_that("no-cache" in headers.get("cache-control", ""), "cache-control: no-cache", got=str(headers))
    expect_that(headers.get("x-accel-buffering") == "no", "x-accel-buffering: no", got=str(headers))
    expect_that("content-encoding" not in headers, "no compression, which waits for more", got=str(headers))


@proves("S4-02")
def test_any_text_survives(app, provider):
    """Line breaks of every kind, quotes, a fake event, and characters far from ASCII arrive as they were."""
    texts = [
        "one\ntwo\r\nthree\rfour\n\n\nfive\n",
        'data: {"type": "done"}\n\nevent: end\n: not a comment\n\n',
        "naïve — 日本語 🙂 \u2028 \u2029 \u0085 \u0000 \\ \" ' </script> &amp;",
        "  spaces at both ends\t ",
        "".join(chr(0x1F600 + secrets.randbelow(60)) for _ in range(50)),
    ]
    for text in texts:
        for model in MODELS.values():
            provider.script(rule("reply", text=text))
            with app.stream("POST", STREAM, json={"message": "Hello", "model": model}) as stream:
                arrived, last = read(stream)
            expect_that(last["type"] == "done", "`done` at the end", got=last)
            expect_that(arrived == text, f"the text {text!r}", got=repr(arrived))


@proves("S4-03")
def test_what_done_says_is_true(app, provider, project):
    """Provider, model, stop_reason, tokens and dollars in `done` are the provider's and the catalogue's."""
    prices = tomllib.loads(project.read("models.toml"))["models"]
    overloaded = rule("error_event", vendor="anthropic", after_tokens=0)
    asked = [(vendor, model, model, []) for vendor, model in MODELS.items()]
    asked += [("openai", MODELS["openai"], "chat", [overloaded])]  # by way of a fallback
    for number, (vendor, model, name, faults) in enumerate(asked):
        provider.script(*faults, rule("reply", tokens=20))
        question = {"message": "How much is a question like this? " * (number + 1), "model": name}
        for limit, reason in ((100, "stop"), (7, "length")):
            with app.stream("POST", STREAM, json={**question, "max_tokens": limit}) as stream:
                _, last = read(stream)
            call, price = provider.requests()[-1], prices[model]
            expected = {
                "provider": vendor,
                "model": call.model,
                "fallback_used": bool(faults),
                "stop_reason": reason,
            }
            found = {name: last.get(name) for name in expected}
            expect_that(found == expected, f"{expected}", got=found)
            tokens = {"input_tokens": call.usage["input_tokens"], "output_tokens": min(20, limit)}
            counted = {name: last["usage"][name] for name in tokens}
            expect_that(counted == tokens, f"the tokens that {vendor} counted, {tokens}", got=counted)
            dollars = (
                tokens["input_tokens"] * price["input_price"]
                + tokens["output_tokens"] * price["output_price"]
            ) / 1e6
            right = abs(last["usage"]["cost_usd"] - dollars) < dollars / 1000
            expect_that(right, f"cost_usd {dollars:.9f}", got=last["usage"]["cost_usd"])


@proves("S4-04")
def test_a_wrong_request_is_a_status_and_no_stream(app, provider):
    """Wrong bodies and models are refused in the envelope before any stream, and no provider is asked."""
    wrong = [
        ({}, "message"),
        ({"message": "  \n"}, "message"),
        ({"message": "Hello", "max_token": 5}, "max_token"),
        ({"message": "Hello", "max_tokens": 0}, "max_tokens"),
        ({"message": "Hello", "stream": True}, "stream"),
        ({"message": "Hello", "temperature": "hot"}, "temperature"),
    ]
    for body, param in wrong:
        app.post(STREAM, json=body).expect_error(422, "invalid_request", param)
    for body in (b"", b'{"message": ', b"[]", b'{"message": "\\ud800"}'):
        app.post(STREAM, content=body, headers=JSON).expect_error(422, "invalid_request")
    for name in ("gpt-99", "anthropic/claude-1", "x" * 10_000):
        reply = app.post(STREAM, json={"message": "Hello", "model": name})
        reply.expect_error(404, "model_not_found", "model")
    large = json.dumps({"message": "x" * LIMIT}).encode()
    app.post(STREAM, content=large, headers=JSON).expect_error(413, "request_too_large")

    nothing_was_sent(provider)


@proves("S4-05")
def test_an_event_source_can_ask_too(app, provider):
    """GET with message and model streams the same; a missing or blank message or a typing error is 422."""
    for params in ({"message": "Hello", "model": MODELS["openai"]}, {"message": "Hello"}):
        provider.reset()
        asked = {"accept": "text/event-stream"}
        with app.stream("GET", STREAM, params=params, headers=asked) as stream:
            text, last = read(stream)
        call = provider.only()
        expect_that((text, last["type"]) == (call.reply, "done"), f"{call.reply!r} and `done`", got=text)
        asked_for = params.get("model", call.model)
        expect_that(asked_for.endswith(call.model), f"the model {asked_for}", got=call.line)
    provider.reset()
    wrong = [({}, "message"), ({"message": " "}, "message"), ({"message": "Hi", "modle": "chat"}, "modle")]
    for params, param in wrong:
        app.get(STREAM, params=params).expect_error(422, "invalid_request", param)
    unknown = {"message": "Hello", "model": "gpt-99"}
    app.get(STREAM, params=unknown).expect_error(404, "model_not_found", "model")

    nothing_was_sent(provider)
