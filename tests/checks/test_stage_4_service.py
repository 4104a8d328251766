"""Stage 4: clients that leave or stop reading, silence, the end of the server, and what the log says."""

import json
import secrets
import socket
import time
from urllib.parse import urlsplit

from course.checks import NoReply, expect_that, proves, rule

STREAM = "/v1/chat/stream"
MODELS = {
    "anthropic": "anthropic/claude-haiku-4-5",
    "openai": "openai/gpt-4.1-mini",
    "openrouter": "openrouter/meta-llama/llama-3.3-70b-instruct",
}
HELLO = {"message": "Hello", "model": MODELS["anthropic"]}
# An instance costs seconds, most of them LiteLLM's import, so one serves as many checks as it can.
# RETRY_ATTEMPTS is stage 5's.
PATIENT = {"PROVIDER_MAX_RETRIES": "0", "RETRY_ATTEMPTS": "1", "COOLDOWN_AFTER": "1000"}
TIMED = {  # and S3-10 and S4-11
    "RETRY_ATTEMPTS": "1",
    "COOLDOWN_AFTER": "1000",
    "PROVIDER_TIMEOUT": "4",
    "PROVIDER_ATTEMPT_TIMEOUT": "2.1",
    "STREAM_KEEPALIVE": "0.1",
}
HASTY = {  # S4-15, whose provider is silent for longer than the check has patience; S4-17; S4-19 ends it
    "PROVIDER_FIRST_TOKEN_TIMEOUT": "60",
    "SHUTDOWN_GRACE": "0.5",
}


def read(stream):
    """Return the text of a stream's tokens and the data of its last event."""
    events = [event.json() for event in stream]
    expect_that(events, "events", got="a stream without any")
    return "".join(event.get("text", "") for event in events[:-1]), events[-1]


def closed(provider, call):
    """Expect the app to have closed a call that was going on."""
    ended = provider.until(call, "ended").ended
    expect_that(ended == "client_gone", "the call to the provider to be closed", got=ended)


@proves("S4-14")
def test_a_client_that_leaves_a_stream_ends_it(app, provider):
    """When the client leaves between two tokens, the call is closed at once, while the provider is silent."""
    for model in MODELS.values():
        for fault in (rule("gate", open=2), rule("stall", after_tokens=2)):
            provider.reset()
            provider.script(fault)
            with app.stream("POST", STREAM, json={"message": "Never mind.", "model": model}) as stream:
                stream.next()
                call = provider.until(provider.only(), "tokens:2")
            closed(provider, call)


@proves("S4-15")
def test_a_client_that_leaves_before_the_first_token_ends_it(provider, start):
    """When the client leaves before the first token, the call is closed, and nobody else is asked."""
    app = start.shared(**HASTY)
    for model in MODELS.values():
        for fault in (rule("gate"), rule("hang")):
            provider.reset()
            provider.script(fault)
            caller = app.later.post(STREAM, json={"message": "Never mind.", "model": model})
            call = provider.until(provider.wait(1)[0], "started")
            caller.cancel()
            closed(provider, call)
            provider.only()


def tokens_fetched(app, provider, call):
    """Return how many tokens of a call were fetched by the time another stream has been passed on whole."""
    question = {"message": "Tell me something long.", "model": MODELS["openai"], "max_tokens": 2_000}
    with app.stream("POST", STREAM, json=question, timeout=60) as other:
        expect_that(read(other)[1]["type"] == "done", "another stream to be complete meanwhile")
    app.get("/health").expect(200)
    return provider.until(call, "started").tokens_sent


# On compose Docker's own proxy stands between the client and the app, and takes megabytes for itself.
@proves("S4-16", targets=("process",))
def test_a_reader_that_stops_holds_the_provider_back(provider, start):
    """While a client does not read, its provider is not read either; when it reads on, nothing is missing."""
    app = start.shared(**PATIENT)
    numbers = " ".join(f"{number:06d}" for number in range(120_000))
    provider.script(rule("reply", text=numbers, request=1), rule("reply", tokens=2_000))
    everything = {"message": "Count.", "model": "openai/gpt-5.4-mini", "max_tokens": 120_000}
    with app.stream("POST", STREAM, json=everything, window=4_096, timeout=60) as slow:
        arrived, call = slow.next().json()["text"], provider.only()
        # Other streams are the clock: an app that reads ahead gets on with this one as with those. In one
        # that does not, what lies between the sockets is full at some time, and then the count stands still.
        counts = [tokens_fetched(app, provider, call)]
        while len(counts) < 12 and len(counts) == len(set(counts)):
            counts.append(tokens_fetched(app, provider, call))
        still = len(counts) > len(set(counts)) and counts[-1] < 120_000
        expect_that(still, "the journal to stop counting tokens for a reader that stopped", got=counts)
        while len(arrived) < 20_000:
            arrived += slow.next().json()["text"]
    expect_that(numbers.startswith(arrived), "what follows, without a gap", got=arrived[-300:])


@proves("S4-17")
def test_leaving_is_no_news(provider, start):
    """Clients that leave at any point are no warning in the log, leave no call open, and harm nobody."""
    app = start(**HASTY)  # of its own: in a shared one's log are the ends of other checks' calls, too
    for tokens in (1, 2, 5):
        provider.reset()
        provider.script(rule("gate", open=tokens))
        with app.stream("POST", STREAM, json=HELLO) as stream:
            stream.next()
            provider.until(provider.only(), "gated")
        closed(provider, provider.only())
    provider.reset()
    provider.script(rule("gate"))
    caller = app.later.post(STREAM, json=HELLO)
    provider.until(provider.wait(1)[0], "gated")
    caller.cancel()
    provider.script()
    with app.stream("POST", STREAM, json=HELLO) as stream:
        while stream.next().json()["type"] == "token":
            pass
    address = urlsplit(app.url)
    with socket.create_connection((address.hostname, address.port)) as half:
        half.sendall(f"POST {STREAM} HTTP/1.1\r\nhost: app\r\ncontent-type: application/json\r\n".encode())
        half.sendall(b'content-length: 1000\r\n\r\n{"message": "Hel')

    with app.stream("POST", STREAM, json=HELLO) as stream:
        expect_that(read(stream)[1]["type"] == "done", "the next client to be served")
    loud = [line for line in app.log().splitlines() if level(line) not in {"debug", "info"}]
    expect_that(not loud, "nothing above `info` in the log", got="\n".join(loud[:10]))


def level(line):
    """Return a log line's level; a line that is no JSON object is something that nobody meant to print."""
    try:
        return str(json.loads(line).get("level", "none")).lower()
    except (ValueError, AttributeError):
        return "no JSON"


@proves("S4-18")
def test_a_silence_is_filled_with_comments(provider, start):
    """In a silence of STREAM_KEEPALIVE seconds comes a comment, again and again; then the tokens go on."""
    app = start.shared(**TIMED)
    provider.script(rule("gate", open=1))
    with app.stream("POST", STREAM, json=HELLO) as stream:
        stream.next()
        provider.until(provider.only(), "gated")
        for _ in range(3):
            stream.next_comment()
        provider.release_all()
        _, last = read(stream)
    expect_that(last["type"] == "done", "the stream to go on after the silence", got=last)


@proves("S4-19")
def test_a_server_that_stops_says_so(provider, start):
    """Asked to stop, it ends open streams after SHUTDOWN_GRACE with an event server_shutdown."""
    app = start.shared(**HASTY)
    provider.script(rule("gate", open=1))
    with app.stream("POST", STREAM, json=HELLO) as stream:
        stream.next()
        call = provider.until(provider.only(), "gated")
        app.ask_to_stop()
        _, last = read(stream)
    expect_that(last["type"] == "error", "an `error` event at the end", got=last)
    expect_that(last["error"]["code"] == "server_shutdown", "the code server_shutdown", got=last)
    closed(provider, call)


@proves("S4-20")
def test_a_server_that_stops_lets_streams_finish(provider, start):
    """A stream that ends within SHUTDOWN_GRACE is complete, although the server was asked to stop."""
    app = start(SHUTDOWN_GRACE="10")
    provider.script(rule("gate", open=1))
    with app.stream("POST", STREAM, json=HELLO) as stream:
        first = stream.next().json()["text"]
        call = provider.until(provider.only(), "gated")
        app.ask_to_stop()
        until_it_takes_no_more(app)
        provider.release_all()
        rest, last = read(stream)
    expect_that(last["type"] == "done", "`done` at the end", got=last)
    expect_that(first + rest == call.reply, f"the whole answer {call.reply!r}", got=first + rest)


def until_it_takes_no_more(app):
    """Return when new connections are refused: then the server has heard that it should stop."""
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        try:
            app.get("/health")
        except NoReply:
            return
    expect_that(condition=False, what="no new connections after SIGTERM", got="it goes on as before")


@proves("S4-21")
def test_keys_and_prompts_stay_out_of_streams_and_logs(provider, start):
    """No key and no prompt in the log or an error, by GET or POST, even when the provider quotes both."""
    app = start.shared(**PATIENT)
    prompt = f"rosebud-{secrets.token_hex(6)}"
    quoting = f"bad key {provider.key}, bad prompt {prompt}"
    faults = [rule("status", status=status, message=quoting) for status in (400, 401, 429, 529)]
    faults += [rule("error_event", after_tokens=1, error_type=quoting), rule("cut", after_tokens=1)]
    faults += [rule("reply", text="Fine.")]
    said = []
    for model in MODELS.values():
        for fault in faults:
            provider.script(fault)
            said.append(app.post(STREAM, json={"message": prompt, "model": model}).text)
            said.append(app.get(STREAM, params={"message": prompt, "model": model}).text)
        said.append(app.post(STREAM, json={"message": prompt, "model": model, "system": [prompt]}).text)

    for where, text in (("a reply", "\n".join(said)), ("the log", app.log())):
        for what, needle in (("key", provider.key), ("prompt", prompt)):
            at = text.find(needle)
            expect_that(at < 0, f"no {what} in {where}", got=text[max(0, at - 120) : at + 120])
