"""Stage 7: several processes, and a database that comes and goes."""

from stage_7 import CHAT, Person
from talking import Talk, begin

from course.checks import expect_that, proves, rule


@proves("S7-11")
def test_two_processes_share_what_lasts(app, start):
    """A user of one process is known to another with the same database, which goes on where they were."""
    other = start.shared(DATABASE_URL=app.env["DATABASE_URL"], LOG_FORMAT="json")
    person = Person(app)
    talk = begin(person.app)
    talk.say("My name is Ada.").expect(200)

    there = other.bearing(person.tokens["access_token"])
    expect_that(len(Talk(there, talk.id).messages()) == 2, "the conversation in the other process")
    told = Talk(there, talk.id).say("What is my name?").expect(200)
    expect_that("Ada" in told.field("content"), "the name, remembered", got=told.text)
    token = {"refresh_token": person.tokens["refresh_token"]}
    other.anonymous.post("/v1/auth/refresh", json=token).expect(200)
    person.refresh().expect_error(401, "unauthenticated")


@proves("S7-12")
def test_a_database_that_is_away_is_a_503(start, postgres):
    """While PostgreSQL is down, requests are 503 in the envelope; afterwards they work, without a restart."""
    app = start.shared(READY_CACHE="0.1", READY_TIMEOUT="2")
    person = Person(app)
    postgres.stop()
    person.app.get("/v1/conversations").expect_error(503, "store_unavailable")
    person.app.post(CHAT, json={"message": "Hello"}).expect_error(503, "store_unavailable")
    postgres.start()
    person.app.get("/v1/conversations").expect(200)
    person.app.post(CHAT, json={"message": "Hello"}).expect(200)


@proves("S7-13")
def test_streams_hold_no_database_session(start, provider):
    """With a pool of one connection and two open streams, a third request is answered."""
    app = start.shared(DATABASE_POOL="1")
    person = Person(app)
    talks = [begin(person.app) for _ in range(2)]
    provider.script(rule("gate", open=1))
    with talks[0].stream("Hello") as first, talks[1].stream("Hello") as second:
        for stream in (first, second):
            expect_that(stream.next().json()["type"] == "token", "a token")
        person.app.get("/v1/conversations").expect(200)
        provider.release_all()
        kinds = [list(stream)[-1].json()["type"] for stream in (first, second)]
    expect_that(kinds == ["done", "done"], "both streams whole", got=kinds)
