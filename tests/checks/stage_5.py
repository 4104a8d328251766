"""What the checks of stage 5 have in common. Each set of settings is one instance for all of them."""

import json

from course.checks import expect_that

CHAT, STREAM, MODELS = "/v1/chat", "/v1/chat/stream", "/v1/models"
LOGIN, REFRESH, USAGE = "/v1/auth/token", "/v1/auth/refresh", "/v1/usage"
HELLO = {"message": "Hello", "max_tokens": 10}
HAIKU = "anthropic/claude-haiku-4-5"
FREE, PREMIUM = 3, 5  # requests an hour: a minute can be over before a second instance has started
# One instance for all that is about limits; whom a proxy speaks for is said with each request.
LIMITS = {
    "RATE_LIMIT_FREE": f"{FREE}/hour",
    "RATE_LIMIT_PREMIUM": f"{PREMIUM}/hour",
    "RATE_LIMIT_ANONYMOUS": "3/hour",
    "TOKENS_PER_DAY_FREE": "10000",
    "TOKENS_PER_DAY_PREMIUM": "2000",
    "TRUSTED_PROXIES": "127.0.0.0/8,10.0.0.0/8,172.16.0.0/12,192.168.0.0/16",
    "COOLDOWN_AFTER": "1",
    "COOLDOWN_SECONDS": "600",
    "RETRY_ATTEMPTS": "1",
    "CORS_ORIGINS": "https://chat.example,https://admin.example",
    "CORS_CREDENTIALS": "true",
    "LOG_PROMPTS": "true",
    "READY_CACHE": "0.1",
}
# And one for retries: quick, and all of them together within the deadline.
RETRIES = {
    "RETRY_ATTEMPTS": "4",
    "RETRY_BACKOFF": "0.1",
    "RETRY_LONGEST_WAIT": "2",
    "PROVIDER_TIMEOUT": "5",
    "COOLDOWN_AFTER": "1000",
}


def log_in(app, user, headers=None, **more):
    """Return the reply to a login."""
    form = {"username": user.name, "password": user.password, **more}
    return app.anonymous.post(LOGIN, data=form, headers=headers or {})


def nothing_was_sent(provider):
    seen = [entry.line for entry in provider.requests()]
    expect_that(not seen, "a refused request not to reach a provider", got="; ".join(seen))


def lines_of(text):
    """Return the objects of a log."""
    found = []
    for line in filter(str.strip, text.splitlines()):
        try:
            found.append(json.loads(line))
        except ValueError:
            expect_that(condition=False, what="a JSON object a line", got=line)
    return found


def access_lines(app, id_):
    """Return the access lines of one request."""
    return [line for line in lines_of(app.log()) if line.get("request_id") == id_ and "route" in line]


def one_line(app, id_, what):
    """Return the one access line of a request; it may be written a moment after the answer has come."""
    found = []
    for _ in range(100):
        app.get("/health").expect(200)
        if found := access_lines(app, id_):
            break
    expect_that(len(found) == 1, f"one access line for {what}", got=found)
    return found[0]


def read(stream):
    """Return the text of a stream's tokens and the data of its last event."""
    events = [event.json() for event in stream]
    expect_that(events, "events", got="a stream without any")
    return "".join(event.get("text", "") for event in events[:-1]), events[-1]
