"""Tiny proofs of a tiny stage that asks a provider."""

from course.checks import expect_that, proves, rule


@proves("P2-01")
def test_answer(app, provider):
    """POST /chat answers with the provider's own words."""
    reply = app.post("/chat", json={"message": "hello"}).expect(200)

    expect_that(reply.field("content") == provider.only().reply, "the provider's answer", got=reply.text)


@proves("P2-02")
def test_down(app, provider):
    """POST /chat is 503 while the provider answers 529."""
    provider.script(rule("status", status=529))

    app.post("/chat", json={"message": "hello"}).expect(503, {"error": "provider"})


@proves("P2-03", targets=("process", "compose"))
def test_setting(start):
    """GREETING says how it greets."""
    app = start(GREETING="moin")

    app.get("/greeting").expect(200, {"greeting": "moin"})
    assert start.shared(GREETING="salut") is start.shared(GREETING="salut")


@proves("P2-04")
def test_gate(app, provider):
    """An answer that the provider holds is not there before it is let go."""
    provider.script(rule("gate"))
    pending = app.later.post("/chat", json={"message": "hello"})
    entry = provider.until(provider.wait(1)[0], "gated")

    assert not pending.done
    provider.release_all()

    pending.reply(5).expect(200)
    assert provider.until(entry, "ended").ended == "complete"
