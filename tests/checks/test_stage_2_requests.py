"""Stage 2: what is refused, and what reaches the provider of that which is not."""

import json
import secrets

from course.checks import expect_that, proves, rule

CHAT = "/v1/chat"
LIMIT = 1_000_000  # bytes, the default of MAX_BODY_BYTES
JSON = {"content-type": "application/json"}


def nothing_was_sent(provider):
    seen = [entry.line for entry in provider.requests()]
    expect_that(not seen, "a refused request not to reach the provider", got="; ".join(seen))


def text_of(content):
    """Return the text of a message's content or a system prompt, which is a text or a list of blocks."""
    return content if isinstance(content, str) else "".join(block.get("text", "") for block in content)


@proves("S2-01")
def test_every_refusal_has_one_shape(app):
    """404, 405 and 422 have the same envelope; param names the wrong field; every request_id is new."""
    errors = [
        app.get(f"/nowhere-{secrets.token_hex(4)}").expect_error(404, "not_found", param=None),
        app.get(CHAT).expect_error(405, "method_not_allowed", param=None),
        app.post("/health").expect_error(405, "method_not_allowed", param=None),
        app.post(CHAT, json={}).expect_error(422, "invalid_request", param="message"),
        app.post(CHAT, json={}).expect_error(422, "invalid_request", param="message"),
    ]

    ids = {error.field("error.request_id") for error in errors}
    expect_that(len(ids) == len(errors), "a request_id of its own for each error", got=ids)


@proves("S2-02")
def test_an_unknown_field_is_refused(app, provider):
    """A field that the API does not know is refused by its name: a misspelt max_tokens costs money."""
    for field in ("max_token", f"field_{secrets.token_hex(4)}"):
        app.post(CHAT, json={"message": "Hello", field: 5}).expect_error(422, "invalid_request", field)

    nothing_was_sent(provider)


@proves("S2-03")
def test_values_of_the_wrong_kind_are_refused(app, provider):
    """An empty or blank message, and values of another type, are refused by the name of their field."""
    wrong = {
        "message": ["", "  \n\t ", 5, None, ["Hello"], {"text": "Hello"}],
        "max_tokens": ["many", 1.5, True, [5]],
        "temperature": ["hot", True, [1]],
        "system": [5, ["Be brief."]],
    }
    for field, values in wrong.items():
        for value in values:
            app.post(CHAT, json={"message": "Hello", field: value}).expect_error(
                422, "invalid_request", field
            )

    nothing_was_sent(provider)


@proves("S2-04")
def test_a_body_that_is_not_json_is_refused(app, provider):
    """Broken JSON, bytes that are no text, half a character, and other content types are refused clearly."""
    for body in (
        b"",
        b'{"message": ',
        b"[]",
        b'"Hello"',
        b"\xff\xfe\x00",
        b'{"message": "\\ud800"}',
        b'{"message": "Hello", "temperature": NaN}',
        b'{"message": "Hello", "temperature": -Infinity}',
        b"[" * 5_000,
    ):
        app.post(CHAT, content=body, headers=JSON).expect_error(422, "invalid_request")
    for content_type in ("text/plain", "application/x-www-form-urlencoded"):
        reply = app.post(CHAT, content=b'{"message": "Hello"}', headers={"content-type": content_type})
        code = "unsupported_media_type" if reply.status == 415 else "invalid_request"
        reply.expect_error(415 if reply.status == 415 else 422, code)

    nothing_was_sent(provider)


def chunked(body):
    """Return a request whose body has no declared length."""
    head = f"POST {CHAT} HTTP/1.1\r\nhost: app\r\nconnection: close\r\ncontent-type: application/json\r\n"
    sizes = f"transfer-encoding: chunked\r\n\r\n{len(body):x}\r\n"
    return head.encode() + sizes.encode() + body + b"\r\n0\r\n\r\n"


@proves("S2-05")
def test_a_body_that_is_too_large_is_refused(app, provider):
    """A body over MAX_BODY_BYTES is refused with 413, whether it declares its length or not."""
    body = json.dumps({"message": "x" * LIMIT}).encode()

    app.post(CHAT, content=body, headers=JSON).expect_error(413, "request_too_large")
    head, _, rest = app.raw(chunked(body)).partition(b"\r\n\r\n")

    expect_that(b" 413 " in head.splitlines()[0], "413 for a body of no declared length", got=head.decode())
    expect_that(
        b'"request_too_large"' in rest, "the code request_too_large", got=rest.decode(errors="replace")
    )
    nothing_was_sent(provider)


@proves("S2-06")
def test_a_long_prompt_arrives_whole(app, provider):
    """A message of 100,000 characters, some of them far from ASCII, reaches the provider to the last one."""
    piece = f'{secrets.token_hex(4)} nai\u0308ve — 日本語 🙂 ﬁ\r\n\t"\\ \x00\u2028<b>&amp;'
    message = f" \n{(piece * (100_000 // len(piece) + 1))[:99_996]}\n "
    provider.script(rule("reply", text="Read."))

    app.post(CHAT, json={"message": message}).expect(200, {"content": "Read."})

    arrived = text_of(provider.only().body["messages"][-1]["content"])
    same = next(
        (i for i, (a, b) in enumerate(zip(message, arrived, strict=False)) if a != b),
        min(len(arrived), len(message)),
    )
    expect_that(
        arrived == message,
        "the 100,000 characters that were sent",
        got=f"{len(arrived)}, the same up to {same}",
    )


@proves("S2-07")
def test_the_system_prompt_goes_where_it_belongs(app, provider):
    """A system prompt is the provider's `system`, not a turn of the user; without one there is none."""
    system = f"\n  Answer like a pirate: 🏴 e\u0301. {secrets.token_hex(4)} \n"
    app.post(CHAT, json={"message": "Hello", "system": system}).expect(200)
    app.post(CHAT, json={"message": "Hello"}).expect(200)

    given, absent = (sent.body for sent in provider.wait(2))
    expect_that(text_of(given.get("system", "")) == system, f"system {system!r}", got=given.get("system"))
    turns = [(turn["role"], text_of(turn["content"])) for turn in given["messages"]]
    expect_that(turns == [("user", "Hello")], "the message as the only turn", got=turns)
    expect_that(not absent.get("system"), "no system prompt when none was given", got=absent.get("system"))


@proves("S2-08")
def test_the_temperature_is_delivered(app, provider):
    """A temperature, 0 too, reaches the provider in a way that it accepts; without one none is sent."""
    for temperature in (0, 0.25, 1):
        app.post(CHAT, json={"message": "Hello", "temperature": temperature}).expect(200)
    app.post(CHAT, json={"message": "Hello"}).expect(200)

    sent = [entry.body.get("temperature") for entry in provider.wait(4)]
    expect_that(sent == [0, 0.25, 1, None], "the temperatures 0, 0.25, 1 and then none", got=sent)


@proves("S2-09")
def test_max_tokens_from_one_to_the_models_maximum(app, provider):
    """max_tokens ends an answer; large values work; beyond the model's maximum is refused."""
    short = app.post(CHAT, json={"message": "Explain Server-Sent Events.", "max_tokens": 3})
    short.expect(200, {"stop_reason": "max_tokens", "usage.output_tokens": 3})
    for many in (21_334, 64_000):
        app.post(CHAT, json={"message": "Hello", "max_tokens": many}).expect(200)
    app.post(CHAT, json={"message": "Hello", "max_tokens": 10_000_000}).expect_error(
        422, "invalid_request", "max_tokens"
    )

    sent = [entry.body["max_tokens"] for entry in provider.requests()]
    expect_that(sent == [3, 21_334, 64_000], "max_tokens 3, 21334 and 64000 at the provider", got=sent)
