"""Stage 2: the boxes of the course, a chat endpoint in front of one provider."""

import hashlib
import secrets

from course.checks import expect_that, proves, rule

CHAT = "/v1/chat"
# Later stages leave a failing provider out, and from stage 5 on they retry.
PATIENT = {"PROVIDER_MAX_RETRIES": "0", "RETRY_ATTEMPTS": "1", "COOLDOWN_AFTER": "1000"}


def text_of(content):
    """Return the text of a message's content, which is a text or a list of blocks."""
    return content if isinstance(content, str) else "".join(block.get("text", "") for block in content)


@proves("P2-01", starts=True)
def test_chat_is_a_post_endpoint(app):
    """POST /v1/chat takes a message and answers 200 with JSON; other methods are not allowed."""
    app.post(CHAT, json={"message": "Hello"}).expect(200, content_type="application/json")

    app.get(CHAT).expect(405)


@proves("P2-02")
def test_the_request_model(app, provider):
    """message, max_tokens and temperature are checked, and message and max_tokens reach the provider."""
    message = f"Hello {secrets.token_hex(4)}, café"
    provider.script(rule("reply", text="Good day"))

    for wrong in ({}, {"max_tokens": 0}, {"max_tokens": -1}, {"temperature": 1.5}, {"temperature": -0.5}):
        app.post(CHAT, json={**({"message": message} if wrong else {}), **wrong}).expect(422)
    expect_that(not provider.requests(), "a refused request to cost nothing", got="the provider was asked")
    app.post(CHAT, json={"message": message, "max_tokens": 17, "temperature": 0.5}).expect(200)
    app.post(CHAT, json={"message": message}).expect(200)

    chosen, default = provider.wait(2)
    for sent in (chosen, default):
        turns = [(turn["role"], text_of(turn["content"])) for turn in sent.body["messages"]]
        expect_that(turns == [("user", message)], f"one user turn with {message!r}", got=turns)
    expect_that(
        chosen.body["max_tokens"] == 17, "max_tokens 17 at the provider", got=chosen.body["max_tokens"]
    )
    expect_that(
        default.body["max_tokens"] > 17, "a sensible default of max_tokens", got=default.body["max_tokens"]
    )


@proves("P2-03")
def test_the_response_model(app, provider):
    """The answer has content, model, stop_reason and usage, and they are those that the provider sent."""
    provider.script(rule("reply", tokens=9, stop_reason="stop_sequence"))

    reply = app.post(CHAT, json={"message": "How much does a question of this length cost in tokens?"})

    sent = provider.only()
    reply.expect(
        200,
        {
            "content": sent.reply,
            "model": sent.model,
            "stop_reason": "stop_sequence",
            "usage.input_tokens": sent.usage["input_tokens"],
            "usage.output_tokens": 9,
        },
    )
    provider.script(rule("reply", text=""))  # models do that, and then send no block of text at all
    app.post(CHAT, json={"message": "Say nothing."}).expect(200, {"content": "", "usage.output_tokens": 0})


@proves("P2-04")
def test_the_sdk_is_used(app, provider):
    """The provider is asked once, at its messages endpoint, by its own SDK."""
    app.post(CHAT, json={"message": "Hello"}).expect(200)

    sent = provider.only()
    expect_that(
        (sent.method, sent.path) == ("POST", "/anthropic/v1/messages"),
        "POST /v1/messages of the Anthropic API",
        got=f"{sent.method} {sent.path}",
    )
    expect_that(
        "x-stainless-lang" in sent.headers,
        "the headers by which Anthropic's SDKs introduce themselves (x-stainless-…)",
        got=", ".join(sent.headers),
    )


@proves("P2-05")
def test_the_key_comes_from_the_environment(app, provider, start):
    """The key of the environment is what is sent; without one it still runs, and says 503 to a chat."""
    keyless = start.shared(ANTHROPIC_API_KEY=None, ANTHROPIC_AUTH_TOKEN="sk-sim-another-variable")

    app.post(CHAT, json={"message": "Hello"}).expect(200)
    is_ours = provider.only().key == hashlib.sha256(provider.key.encode()).hexdigest()[:8]
    expect_that(is_ours, "the key of ANTHROPIC_API_KEY at the provider", got="another one")
    provider.reset()
    keyless.get("/health").expect(200)
    keyless.post(CHAT, json={"message": "Hello"}).expect(503)

    expect_that(not provider.requests(), "no request without a key", got="the provider was asked")


@proves("P2-06")
def test_a_failing_provider_is_an_error_and_not_an_answer(provider, start):
    """When the provider fails, the caller gets an error with a message; afterwards everything works again."""
    app = start.shared(**PATIENT)

    for fault in (rule("status", status=429), rule("status", status=500), rule("cut"), rule("invalid_json")):
        provider.script(fault)
        reply = app.post(CHAT, json={"message": "Hello"})
        expect_that(
            400 <= reply.status < 600, f"an error status when the provider fails ({fault})", got=reply.status
        )
        message = reply.field("error.message")
        expect_that(isinstance(message, str) and message, "a text in error.message", got=message)

    provider.script()
    app.post(CHAT, json={"message": "Hello"}).expect(200)


@proves("P2-09")
def test_a_message_gets_its_answer(app, provider):
    """What is answered is what the provider wrote to this very question, to the letter."""
    questions = [
        f"What is {secrets.randbelow(900) + 100} + {secrets.randbelow(900) + 100}?" for _ in range(2)
    ]

    answers = [
        app.post(CHAT, json={"message": question}).expect(200).field("content") for question in questions
    ]

    written = [sent.reply for sent in provider.wait(2)]
    expect_that(answers == written, f"the provider's own answers {written}", got=answers)
