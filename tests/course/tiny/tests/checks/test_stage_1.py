"""Tiny proofs of a tiny stage."""

from course.checks import expect_that, proves


@proves("P1-01", starts=True)
def test_starts(app):
    """The app starts, and says that it is well."""
    app.get("/health").expect(200, {"status": "ok"}, content_type="application/json")


@proves("P1-02")
def test_echo(app):
    """POST /echo gives back the message it was sent."""
    app.post("/echo", json={"message": "it's héllo"}, timeout=1).expect(200, {"message": "it's héllo"})


@proves("P1-03")
def test_long_echo(app):
    """A message of 100,000 characters comes back whole."""
    message = "0123456789" * 10_000

    reply = app.post("/echo", json={"message": message}).expect(200)

    expect_that(
        reply.field("message") == message, "the same 100,000 characters", got=len(reply.field("message"))
    )


@proves("P1-04")
def test_two_at_once(app):
    """A request that is under way does not stop another."""
    slow = app.later.get("/wait")

    app.get("/health").expect(200)

    app.post("/go").expect(200)
    assert slow.reply(5).json() == {"waited": True}
