"""Stage 6: who may come in, what happens without Redis, what the log says, the page, and the containers."""

import html.parser
import re
import secrets
import time

from talking import ALONE, CONVERSATIONS, MODELS, begin, headers, read

from course.checks import expect_that, proves, rule


@proves("S6-23")
def test_without_redis_it_says_so_and_comes_back(app, provider, redis):
    """While Redis is away or silent, conversations are 503 store_unavailable; then all is as before."""
    talk = begin(app)
    talk.say("My name is Ada.").expect(200)
    for away, back in ((redis.stop, redis.start), (redis.pause, redis.resume)):
        away()
        app.get(CONVERSATIONS).expect_error(503, "store_unavailable")
        app.post(CONVERSATIONS, json={}).expect_error(503, "store_unavailable")
        talk.say("Hello").expect_error(503, "store_unavailable")
        app.get("/health").expect(200)
        back()
    expect_that(len(provider.requests()) == 1, "nobody asked meanwhile", got=len(provider.requests()))
    answer = talk.say("What is my name?").expect(200).field("content")
    expect_that("Ada" in answer, "the conversation as it was", got=answer)


@proves("S6-24")
def test_who_may_come_in(app, users, provider):
    """Without credentials every route of conversations is 401; with a key without the scope chat, 403."""
    person = users.somebody()
    barred = app.as_user(users.new_key(person, "models"))
    talk = begin(app.as_user(person))
    routes = [
        ("POST", CONVERSATIONS, {}),
        ("GET", CONVERSATIONS, None),
        ("GET", talk.path, None),
        ("PATCH", talk.path, {"title": "x"}),
        ("DELETE", talk.path, None),
        ("POST", f"{talk.path}/messages", {"message": "Hello"}),
        ("POST", f"{talk.path}/messages/stream", {"message": "Hello"}),
    ]
    for method, path, body in routes:
        options = {} if body is None else {"json": body}
        reply = app.anonymous.request(method, path, **options).expect_error(401, "unauthenticated")
        expect_that("www-authenticate" in reply.headers, "WWW-Authenticate", got=str(reply.headers))
        barred.request(method, path, **options).expect_error(403, "forbidden")
    expect_that(provider.requests() == [], "no request to the provider", got=len(provider.requests()))
    barred.get("/v1/models").expect(200)


@proves("S6-25")
def test_what_is_said_stays_out_of_the_log(provider, start):
    """No message, title, system prompt or key stands in the log, or in an error, whatever happens."""
    app = start.shared(**ALONE)
    secret = f"rosebud-{secrets.token_hex(6)}"
    talk = begin(app, title=secret, system=secret, model=MODELS["openai"])
    said = [talk.say(secret, key=secret).text and ""]
    for fault in (rule("status", status=400, message=secret), rule("error_event", after_tokens=1)):
        provider.script(fault)
        said.append(talk.say(secret).text)
    provider.script(rule("gate", open=1))
    with talk.stream(secret) as stream:
        stream.next()
        provider.until(provider.requests()[-1], "gated")
        said.append(talk.say(secret).text)
        provider.release_all()
        read(stream)
    provider.script()
    other = talk.say("other", key=secret)
    said.append(other.text if other.status >= 400 else "")
    said.append(app.post(CONVERSATIONS, json={"title": [secret], "system": secret}).text)
    said.append(app.get(f"{CONVERSATIONS}/{secret}", headers=headers(None)).text)

    for where, text in (("an error", "\n".join(said)), ("the log", app.log())):
        for what, needle in (
            ("message", secret),
            ("key", provider.key),
            ("key", app.credentials["x-api-key"]),
        ):
            at = text.find(needle)
            expect_that(at < 0, f"no {what} in {where}", got=text[max(0, at - 120) : at + 120])


@proves("S6-26")
def test_readiness_is_about_the_store(app, redis):
    """GET /ready is 200 while conversations can be kept, and 503 when Redis is away; /health stays 200."""
    app.get("/ready").expect(200)
    redis.stop()
    until_status(app, 503)
    app.get("/health").expect(200)
    redis.start()
    until_status(app, 200)


def until_status(app, status):
    """Ask until /ready answers so; what it found out may be a few seconds old."""
    deadline = time.monotonic() + 20
    while (reply := app.get("/ready")).status != status:
        expect_that(time.monotonic() < deadline, f"status {status} of /ready at last", got=reply.text)


class Outline(html.parser.HTMLParser):
    """What a page consists of, and what it loads."""

    def __init__(self, page):
        super().__init__()
        self.tags, self.loads = [], []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        given = dict(attrs)
        wanted = given.get("src") or (given.get("href") if tag == "link" else None)
        if wanted and not wanted.startswith("data:"):
            self.loads.append(wanted)


@proves("S6-27")
def test_there_is_a_page_to_talk_on(app):
    """GET / is a page with a form; all it loads comes from this service, and it knows the conversations."""
    page = app.anonymous.get("/").expect(200, content_type="text/html").text
    outline = Outline(page)
    expect_that({"form", "script"} <= set(outline.tags), "a form and a script", got=outline.tags)
    seen, queue = {}, list(outline.loads)
    while queue:
        path = queue.pop()
        if path in seen:
            continue
        expect_that(not re.match(r"\w+:|//", path), "nothing from elsewhere", got=path)
        seen[path] = app.anonymous.get("/" + path.removeprefix("./").lstrip("/")).expect(200).text
        queue += re.findall(r"""(?:from|import)\s+["']([^"']+)["']""", seen[path])
    everything = "".join([page, *seen.values()])
    expect_that(CONVERSATIONS in everything, f"{CONVERSATIONS} in its scripts", got="; ".join(seen))


@proves("S6-28", targets=["compose"])
def test_conversations_outlive_their_containers(app, container, redis):
    """Redis has a volume and a health check; what was said is there after it was stopped and started."""
    services = container.config()["services"]
    volumes = services["redis"].get("volumes") or []
    named = any(volume["type"] == "volume" and volume.get("source") for volume in volumes)
    expect_that(named, "a volume with a name for redis", got=volumes)
    health = container.health("redis")
    expect_that(health == "healthy", "a redis that Docker finds healthy", got=health)
    waits = services["api"]["depends_on"]["redis"]["condition"]
    expect_that(waits == "service_healthy", "an api that waits for it", got=waits)
    talk = begin(app)
    talk.say("My name is Ada.").expect(200)
    redis.stop()
    redis.start()
    answer = talk.say("What is my name?").expect(200).field("content")
    expect_that("Ada" in answer, "the name, after Redis was stopped and started", got=answer)
