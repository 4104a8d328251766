"""What the checks of stage 7 have in common: people with accounts, and the clients that people have."""

import secrets
from contextlib import contextmanager

import anthropic
import openai

from course.checks import AppFault

PASSWORD = "correct horse battery"
ASK = [{"role": "user", "content": "What is SSE?"}]
ASK_WEATHER = [{"role": "user", "content": "What is the weather in Paris?"}]
WEATHER = {
    "type": "object",
    "properties": {"city": {"type": "string"}},
    "required": ["city"],
    "additionalProperties": False,
}
CHAT, COMPLETIONS, MESSAGES = "/v1/chat", "/v1/chat/completions", "/v1/messages"


class Person:
    """Somebody who has registered, and logged in."""

    def __init__(self, app, password=PASSWORD):
        self.name, self.password, self.open = f"u{secrets.token_hex(8)}", password, app.anonymous
        self.open.post("/v1/auth/register", json={"name": self.name, "password": password}).expect(201)
        self.tokens = self.log_in().expect(200).json()
        self.app = app.bearing(self.tokens["access_token"])

    def log_in(self, password=None):
        body = {"name": self.name, "password": password or self.password}
        return self.open.post("/v1/auth/login", json=body)

    def refresh(self):
        return self.open.post("/v1/auth/refresh", json={"refresh_token": self.tokens["refresh_token"]})

    def new_key(self, *scopes):
        body = {"name": "of a check", "scopes": list(scopes or ("chat", "models"))}
        return self.app.post("/v1/keys", json=body).expect(201).json()

    def with_key(self, made):
        return self.open.bearing(made["key"])

    @property
    def id(self):
        return self.app.get("/v1/me").expect(200).field("id")


# A client fails on an answer that it cannot read, or gives something that lacks what every answer has.
UNREADABLE = (
    openai.OpenAIError,
    anthropic.AnthropicError,
    ValueError,
    LookupError,
    AttributeError,
    TypeError,
)


def openai_client(app, user):
    """Give OpenAI's own client; it retries nothing, so that a check sees what comes."""
    return satisfied(openai.OpenAI(base_url=f"{app.url}/v1", api_key=user.key, max_retries=0, timeout=10))


def anthropic_client(app, user):
    return satisfied(anthropic.Anthropic(base_url=app.url, api_key=user.key, max_retries=0, timeout=10))


@contextmanager
def satisfied(client):
    """Give a client; fail the box when it cannot make sense of an answer: the app gave it."""
    try:
        with client:
            yield client
    except UNREADABLE as error:
        said = f"{type(error).__name__}: {error}"
        expected = f"what the client {type(client).__name__} can read"
        raise AppFault(f"expected {expected}, got {said}", expected=expected, got=said) from error


def raised(kind, call):
    """Return the exception of this kind that a call raises; None when it raises none, or another."""
    try:
        call()
    except kind as error:
        return error
    except Exception:  # noqa: BLE001 - whatever else it is, it is not what was expected
        return None
    return None
