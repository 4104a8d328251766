"""Stage 7: the boxes of the course: everything together, with users and a database of its own."""

import json
import re
import secrets

from stage_5 import RETRIES, one_line
from stage_7 import ASK, CHAT, COMPLETIONS, MESSAGES, Person
from talking import MODELS, begin

from course.checks import expect_that, proves, rule
from course.tokens import claims_of


@proves("P7-01", starts=True)
def test_any_provider_answers_and_one_stands_in_for_another(app, provider):
    """OpenAI's format reaches each of the three providers; when the first fails, the next one answers."""
    for vendor, model in MODELS.items():
        provider.reset()
        reply = app.post(COMPLETIONS, json={"model": model, "messages": ASK}).expect(200)
        call = provider.only()
        reply.expect(200, {"choices.0.message.content": call.reply, "provider": vendor})
        expect_that(call.vendor == vendor, f"a request to {vendor}", got=call.line)

    provider.reset()
    provider.script(rule("status", vendor="anthropic", status=529))
    reply = app.post(COMPLETIONS, json={"model": "chat", "messages": ASK}).expect(200)
    expect_that(reply.field("provider") == "openai", "the next provider's answer", got=reply.text)


@proves("P7-02")
def test_every_way_to_ask_can_be_streamed(app, provider):
    """Chat, conversations, OpenAI's and Anthropic's API each give the same answer whole and streamed."""
    talk = begin(app)
    body = {"model": "chat", "messages": ASK, "max_tokens": 300}
    ways = {
        CHAT: (CHAT, f"{CHAT}/stream", {"message": "What is SSE?"}),
        "conversations": (
            f"{talk.path}/messages",
            f"{talk.path}/messages/stream",
            {"message": "What is SSE?"},
        ),
        COMPLETIONS: (COMPLETIONS, COMPLETIONS, body),
        MESSAGES: (MESSAGES, MESSAGES, body),
    }
    for name, (whole, streamed, asked) in ways.items():
        provider.reset()
        text = app.post(whole, json=asked).expect(200).text
        expect_that(
            json.dumps(provider.only().reply, ensure_ascii=False)[1:-1] in text,
            f"the whole answer of {name}",
            got=text,
        )
        provider.reset()
        more = {"stream": True} if whole == streamed else {}
        with app.stream("POST", streamed, json={**asked, **more}) as stream:
            frames = [event.data for event in stream]
        call = provider.only()
        expect_that(call.body.get("stream") is True, f"a stream to the provider for {name}", got=call.line)
        expect_that(len(frames) >= call.tokens_sent, f"{name} token by token", got=frames)


@proves("P7-03")
def test_people_register_and_log_in(app):
    """Who registers logs in by JSON and by both forms, with a JWT that opens doors; a name is taken once."""
    person = Person(app)
    form = {"username": person.name, "password": person.password}
    for path in ("/token", "/v1/auth/token"):
        token = (
            app.anonymous.post(path, data=form).expect(200, {"token_type": "bearer"}).field("access_token")
        )
        expect_that(claims_of(token)["role"] == "user", "a user's token", got=claims_of(token))
        app.bearing(token).get("/v1/me").expect(200, {"name": person.name, "tier": "free", "role": "user"})
        app.bearing(token).post(CHAT, json={"message": "Hello"}).expect(200)
    body = {"name": person.name, "password": "another good one"}
    app.anonymous.post("/v1/auth/register", json=body).expect_error(409, "name_taken")
    person.log_in("not the password").expect_error(401, "unauthenticated")


@proves("P7-04")
def test_limits_follow_the_tier(app, start, users):
    """A free user's third request is too many; once an administrator made them premium, the key may go on."""
    limited = start.shared(RATE_LIMIT_FREE="2/minute", RATE_LIMIT_PREMIUM="4/minute")
    person = Person(limited)
    asking = person.with_key(person.new_key())
    for _ in range(2):
        asking.get("/v1/models").expect(200)
    asking.get("/v1/models").expect_error(429, "rate_limited")

    admin = limited.as_user(users.somebody(role="admin"))
    admin.request("PATCH", f"/v1/admin/users/{person.id}", json={"tier": "premium"}).expect(
        200, {"tier": "premium"}
    )
    reply = asking.get("/v1/models").expect(200)
    expect_that(
        reply.headers.get("x-ratelimit-limit") == "4", "the limit of premium", got=dict(reply.headers)
    )


@proves("P7-05")
def test_conversations_are_in_the_database(app, postgres):
    """Each message is one row of the database, to the letter, and gone from it when it is deleted."""
    talk, word = begin(app), f"My name is {secrets.token_hex(6)}."
    answer = talk.say(word).expect(200).field("content")
    sql = (
        "SELECT m.role, m.content FROM messages m JOIN turns t ON t.id = m.turn_id "
        f"WHERE t.conversation_id = '{talk.id}' ORDER BY t.place, m.place"
    )
    rows = postgres.query(sql, app.env["DATABASE_URL"])
    wanted = [["user", json.dumps(word)], ["assistant", json.dumps(answer)]]
    expect_that(rows == wanted, "question and answer as rows", got=rows)

    app.delete(talk.path).expect(204)
    expect_that(postgres.query(sql, app.env["DATABASE_URL"]) == [], "no row of what was deleted")


@proves("P7-06")
def test_waiting_is_tried_in_one_layer(start, provider):
    """Through OpenAI's format too, a model that fails once is asked again once; a refusal is not repeated."""
    app = start.shared(**RETRIES)
    model = MODELS["openai"]
    provider.script(rule("status", request=1, status=503))
    app.post(COMPLETIONS, json={"model": model, "messages": ASK}).expect(200)
    expect_that(len(provider.requests()) == 2, "two requests", got=len(provider.requests()))

    provider.reset()
    provider.script(rule("status", status=400))
    app.post(COMPLETIONS, json={"model": model, "messages": ASK}).expect_error(400, "provider_rejected")
    expect_that(len(provider.requests()) == 1, "one request", got=len(provider.requests()))


@proves("P7-07")
def test_the_log_says_whose_request_it_was(start):
    """One JSON line sums up each request: its id, route, status, model and tokens, but no prompt."""
    app, word = start.shared(LOG_FORMAT="json"), secrets.token_hex(8)
    body = {"model": "chat", "messages": [{"role": "user", "content": f"Say {word}"}]}
    reply = app.post(COMPLETIONS, json=body).expect(200)

    mine = one_line(app, reply.headers.get("x-request-id"), "a request")
    log = app.log()
    said = {name: mine.get(name) for name in ("route", "status", "provider", "output_tokens", "user")}
    tokens = reply.field("usage.completion_tokens")
    expect_that(
        (said["route"], said["status"], said["output_tokens"]) == (COMPLETIONS, 200, tokens) and said["user"],
        "route, status, tokens and user",
        got=said,
    )
    expect_that(word not in log, "no prompt in the log", got=word)


@proves("P7-08")
def test_ready_knows_about_the_database(start, postgres):
    """Without its database the service lives and is not ready; when it is back, so is the service."""
    app = start.shared(READY_CACHE="0.1", READY_TIMEOUT="2")
    app.anonymous.get("/ready").expect(200, {"checks.database": "ok"})
    postgres.stop()
    app.anonymous.get("/health").expect(200, {"status": "ok"})
    reply = None
    for _ in range(50):  # what was found out last holds for a moment
        reply = app.anonymous.get("/ready")
        if reply.status == 503:
            break
    reply.expect(503, {"status": "not_ready", "checks.database": "unreachable"})
    postgres.start()
    for _ in range(50):
        reply = app.anonymous.get("/ready")
        if reply.status == 200:
            break
    reply.expect(200, {"checks.database": "ok"})


@proves("P7-09")
def test_the_openapi_document_is_complete(app):
    """Every operation has a summary, a description, an example of its body, and failures with examples."""
    document = app.anonymous.get("/openapi.json").expect(200).json()
    routes = {CHAT, COMPLETIONS, MESSAGES, "/v1/embeddings", "/v1/usage", "/v1/keys", "/v1/admin/users"}
    expect_that(
        routes <= set(document["paths"]), f"the routes {sorted(routes)}", got=sorted(document["paths"])
    )
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            name = f"{method.upper()} {path}"
            for part in ("summary", "description"):
                expect_that(operation.get(part), f"a {part} of {name}", got=operation.get(part))
            if not path.startswith("/v1"):
                continue
            failures = [one for status, one in operation["responses"].items() if status >= "400"]
            shown = [one for one in failures if "example" in json.dumps(one.get("content", {}))]
            expect_that(
                failures and shown == failures, f"failures of {name}, each with an example", got=failures
            )
            if body := operation.get("requestBody", {}).get("content", {}).get("application/json"):
                schema = body["schema"].get("$ref", "").rpartition("/")[2]
                known = json.dumps([body, document["components"]["schemas"].get(schema, {})])
                expect_that("example" in known, f"an example of the body of {name}", got=schema)
    docs = app.anonymous.get("/docs").expect(200, content_type="text/html").text
    expect_that("openapi.json" in docs, "/docs that shows the document", got=docs[:300])
    schemes = {one["type"] for one in document["components"]["securitySchemes"].values()}
    expect_that(schemes == {"oauth2", "apiKey"}, "Authorize by password and by key", got=schemes)


@proves("P7-10", targets=("compose",))
def test_compose_starts_everything(app, container):
    """The compose file has nginx, the api, Redis, PostgreSQL and the simulator, each waited for by health."""
    services = container.config()["services"]
    wanted = {"nginx", "api", "redis", "postgres", "provider"}
    expect_that(wanted <= set(services), f"the services {sorted(wanted)}", got=sorted(services))
    for name in ("redis", "postgres"):
        expect_that("healthcheck" in services[name], f"a health check of {name}", got=services[name])
        condition = services["api"].get("depends_on", {}).get(name, {}).get("condition")
        expect_that(condition == "service_healthy", f"an api that waits for {name}", got=condition)
        expect_that(not services[name].get("ports"), f"no published port of {name}", got=services[name])
    kept = [one for one in services["postgres"].get("volumes", []) if one.get("type") == "volume"]
    expect_that(kept, "a volume for the database", got=services["postgres"].get("volumes"))
    app.get("/ready").expect(200, {"checks.database": "ok"})
    app.post(CHAT, json={"message": "Hello"}).expect(200)


@proves("P7-11")
def test_the_readme_is_complete(app, project):
    """The README has a diagram, and names every setting of .env.example and every route of the document."""
    readme = project.read("README.md")
    expect_that("```mermaid" in readme or "┌" in readme or "-->" in readme, "a diagram", got=readme[:200])
    names = re.findall(r"^#? ?([A-Z][A-Z0-9_]+)=", project.read(".env.example"), re.MULTILINE)
    expect_that(len(names) > 20, "every setting in .env.example", got=names)
    missing = [name for name in names if f"`{name}`" not in readme]
    expect_that(not missing, "every setting in the README", got=missing)
    paths = app.anonymous.get("/openapi.json").expect(200).json()["paths"]
    unnamed = [path for path in paths if path not in readme]
    expect_that(not unnamed, "every route in the README", got=unnamed)
    for word in ("extend", "deploy", "debug"):
        expect_that(word in readme.lower(), f"how to {word}", got=f"nothing about {word}")
