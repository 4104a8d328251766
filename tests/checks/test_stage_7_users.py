"""Stage 7: accounts, keys, an administrator, and what everybody spends."""

from stage_7 import ASK, CHAT, COMPLETIONS, MESSAGES, Person

from course.checks import expect_that, proves, rule

ASKING = {"message": "What is SSE?", "max_tokens": 1000}
HAIKU = "anthropic/claude-haiku-4-5"


@proves("S7-06")
def test_a_new_password_ends_every_log_in(app):
    """It takes the old password; afterwards the old one and every refresh token are refused."""
    person, new = Person(app), "another good one"
    wrong = {"current": "not the password", "new": new}
    person.app.post("/v1/me/password", json=wrong).expect_error(401, "unauthenticated")
    person.app.post("/v1/me/password", json={"current": person.password, "new": new}).expect(204)

    person.refresh().expect_error(401, "unauthenticated")
    person.log_in().expect_error(401, "unauthenticated")
    person.log_in(new).expect(200)


@proves("S7-07")
def test_keys_are_their_owners(app):
    """A key is shown once, opens the door until it is revoked, and may not do more than who made it."""
    person = Person(app)
    made = person.new_key()
    listed = person.app.get("/v1/keys").expect(200)
    expect_that(
        made["id"] in listed.text and made["key"] not in listed.text, "the key's id alone", got=listed.text
    )
    person.with_key(made).get("/v1/models").expect(200)
    small = person.with_key(person.new_key("models"))
    small.post("/v1/keys", json={"name": "more", "scopes": ["chat"]}).expect_error(403, "forbidden")
    Person(app).app.delete(f"/v1/keys/{made['id']}").expect_error(404, "not_found")
    person.app.delete(f"/v1/keys/{made['id']}").expect(204)
    person.with_key(made).get("/v1/models").expect_error(401, "unauthenticated")


@proves("S7-08")
def test_an_administrator_can_shut_somebody_out(app, users):
    """Who is disabled has no key, no refresh and no log-in any more; only an administrator can do that."""
    admin, person = app.as_user(users.somebody(role="admin")), Person(app)
    made, path = person.new_key(), f"/v1/admin/users/{person.id}"
    person.app.request("PATCH", path, json={"disabled": True}).expect_error(403, "forbidden")
    person.app.get("/v1/admin/users").expect_error(403, "forbidden")
    listed = admin.get("/v1/admin/users", params={"limit": 100}).expect(200).field("data")
    expect_that(listed and "password" not in listed[0], "users without their passwords", got=listed[:1])

    admin.post(f"{path}/revoke").expect(204)
    person.with_key(made).get("/v1/models").expect_error(401, "unauthenticated")
    person.refresh().expect_error(401, "unauthenticated")
    person.log_in().expect(200)

    admin.request("PATCH", path, json={"disabled": True}).expect(200, {"disabled": True})
    person.log_in().expect_error(401, "unauthenticated")


@proves("S7-09")
def test_usage_agrees_with_the_provider(app, provider):
    """By key and model, requests, tokens and cost are those of the provider's journal, by whichever API."""
    person = Person(app)
    keys = [person.new_key() for _ in range(2)]
    body = {"model": HAIKU, "messages": ASK, "max_tokens": 300}
    for made, path in ((keys[0], COMPLETIONS), (keys[0], MESSAGES), (keys[1], COMPLETIONS)):
        person.with_key(made).post(path, json=body).expect(200)
    with person.with_key(keys[1]).stream("POST", COMPLETIONS, json={**body, "stream": True}) as stream:
        list(stream)
    calls = provider.requests()

    lines = person.app.get("/v1/usage").expect(200).field("lines")
    requests = {line["key_id"]: line["requests"] for line in lines}
    expect_that(requests == {keys[0]["id"]: 2, keys[1]["id"]: 2}, "two requests of each key", got=lines)
    for name in ("input_tokens", "output_tokens"):
        told, seen = sum(line[name] for line in lines), sum(call.usage[name] for call in calls)
        expect_that(told == seen, f"{name}: {seen}, as the provider counted", got=told)
    cost = sum(call.usage["input_tokens"] * 1 + call.usage["output_tokens"] * 5 for call in calls) / 1_000_000
    told = sum(line["cost_usd"] for line in lines)
    expect_that(abs(told - cost) < 1e-9, f"a cost of {cost}", got=told)


@proves("S7-10")
def test_a_budget_is_not_overrun(start, provider):
    """Of many at once only as many are asked as can be paid at worst; what was not used is free again."""
    app = start.shared(BUDGET_USD_FREE="0.02")  # three answers of 1000 tokens at five dollars a million
    person = Person(app)
    body = {**ASKING, "model": HAIKU}
    provider.script(rule("gate", open=0))
    waiting = [person.app.later.post(CHAT, json=body) for _ in range(12)]
    provider.wait(3)
    refused = person.app.post(CHAT, json=body).expect_error(429, "spending_limit_reached")
    expect_that("retry-after" in refused.headers, "when the budget begins anew", got=dict(refused.headers))
    expect_that(len(provider.requests()) == 3, "three requests at the provider", got=len(provider.requests()))
    provider.release_all()
    statuses = sorted(one.reply().status for one in waiting)
    expect_that(statuses == [200] * 3 + [429] * 9, "three answers and nine refusals", got=statuses)

    provider.reset()
    person.app.post(CHAT, json=body).expect(200)
    report = person.app.get("/v1/usage").expect(200)
    expect_that(0 < report.field("spent_usd") < 0.02, "what was really spent", got=report.text)
