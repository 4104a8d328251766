"""A conversation as the checks of stages 6 and 7 have it: over HTTP, and nothing else."""

from course.checks import expect_that

CONVERSATIONS = "/v1/conversations"
MODELS = {
    "anthropic": "anthropic/claude-haiku-4-5",
    "openai": "openai/gpt-4.1-mini",
    "openrouter": "openrouter/meta-llama/llama-3.3-70b-instruct",
}
OPENAI = MODELS["openai"]
# Two more instances serve all checks: with small limits, and without Redis. In both a failure stands alone.
STEADY = {"COOLDOWN_AFTER": "1000", "RETRY_ATTEMPTS": "1"}
SMALL = {"CONVERSATIONS_PER_USER": "3", "CONVERSATION_MAX_BYTES": "1000", **STEADY}
ALONE = {"REDIS_URL": None, **STEADY}


class Talk:
    """One conversation of one user of the app."""

    def __init__(self, app, id_):
        self.app = app
        self.id = id_
        self.path = f"{CONVERSATIONS}/{id_}"

    def say(self, message, *, key=None, **more):
        """Send a message; the reply is not looked at yet."""
        return self.app.post(f"{self.path}/messages", json={"message": message, **more}, headers=headers(key))

    def later(self, message, *, key=None):
        """Send a message, and do not wait."""
        path, body = f"{self.path}/messages", {"message": message}
        return self.app.later.post(path, json=body, headers=headers(key))

    def stream(self, message, *, key=None, **more):
        """Send a message, and read the answer as it comes."""
        path, body = f"{self.path}/messages/stream", {"message": message, **more}
        return self.app.stream("POST", path, json=body, headers=headers(key))

    def messages(self):
        """Return what is stored."""
        return self.app.get(self.path).expect(200).field("messages")

    def said(self):
        """Return the texts of what is stored."""
        return [message["content"] for message in self.messages()]


def headers(key):
    return {"idempotency-key": key} if key else {}


def begin(app, **fields):
    """Begin a conversation."""
    return Talk(app, app.post(CONVERSATIONS, json=fields).expect(201).field("id"))


def history(*texts):
    """Return messages to bring along: a question, its answer, and so on."""
    return [{"role": ("user", "assistant")[n % 2], "content": text} for n, text in enumerate(texts)]


def read(stream):
    """Return the text of a stream's tokens and the data of its last event."""
    events = [event.json() for event in stream]
    expect_that(events, "events", got="a stream without any")
    return "".join(event.get("text", "") for event in events[:-1]), events[-1]


def sent(call):
    """Return the texts that a provider got, the system prompt first if there is one."""
    system = call.body.get("system")
    found = [text_of(system)] if system else []
    return found + [text_of(message["content"]) for message in call.body["messages"]]


def text_of(content):
    if isinstance(content, str):
        return content
    return "".join(block.get("text", "") for block in content or [])
