"""Stage 1 over HTTP: what the endpoints answer to requests that are right."""

import json
import secrets
from uuid import uuid4

from course.checks import expect_that, proves

JSON = {"content-type": "application/json"}


def same_json(reply, status, body):
    """Expect exactly this JSON object, and nothing beside it."""
    reply.expect(status, content_type="application/json")
    expect_that(reply.json() == body, f"the body {json.dumps(body)[:300]}", got=reply.text[:300])


@proves("P1-01", starts=True)
def test_health_says_ok(app):
    """GET /health answers 200 with exactly {"status": "ok"}."""
    same_json(app.get("/health"), 200, {"status": "ok"})


@proves("P1-02")
def test_echo_gives_back_the_message(app):
    """POST /echo answers 200 with the very message it was sent: any text, empty or long, in any script."""
    messages = [
        secrets.token_hex(8),
        secrets.token_urlsafe(30),
        "",
        "  two  spaces, a tab\t and a line\nbreak  ",
    ]
    messages += ["grüße, 你好, שלום 👩‍🚀", '{"message": "not me"}', "null", secrets.token_hex(50_000)]
    messages += [
        "\ufeffcombined e\u0301, ﬁ, <b>&amp;</b> %20 \\n \x00 \u2028 \x7f\r\n"
    ]  # none of it is to be mended

    for message in messages:
        same_json(app.post("/echo", json={"message": message}), 200, {"message": message})
    escaped = json.dumps({"message": messages[4]}).encode()  # every letter beyond ASCII as \\u and its number
    same_json(app.post("/echo", content=escaped, headers=JSON), 200, {"message": messages[4]})


@proves("P1-09")
def test_both_endpoints_serve_many_clients_at_once(app):
    """Thirty clients ask both endpoints at the same time, and each gets the answer to its own question."""
    messages = [secrets.token_hex(8) for _ in range(30)]
    echoes = [app.later.post("/echo", json={"message": message}) for message in messages]
    healths = [app.later.get("/health") for _ in messages]

    for message, echo, health in zip(messages, echoes, healths, strict=True):
        same_json(echo.reply(timeout=20), 200, {"message": message})
        same_json(health.reply(timeout=20), 200, {"status": "ok"})


@proves("S1-01")
def test_home_says_that_the_api_runs(app):
    """GET / answers 200 with {"message": "API running"}."""
    same_json(app.get("/"), 200, {"message": "API running"})


@proves("S1-02")
def test_an_event_is_accepted(app):
    """POST /events/ takes an event of the agreed shape and answers 202 with {"message": "Data received!"}."""
    for data in ({}, {"text": "¿qué tal?", "list": [1, 2.5, None, True], "inner": {"deep": [{}]}}):
        event = {"event_id": str(uuid4()), "event_type": f"test.{secrets.token_hex(4)}", "event_data": data}

        same_json(app.post("/events/", json=event), 202, {"message": "Data received!"})
