"""Stage 4: the boxes of the course, an answer that arrives token by token."""

import html.parser
import json
import re
import secrets
import shutil
import subprocess

import pytest

from course.checks import expect_that, proves, rule

CHAT, STREAM = "/v1/chat", "/v1/chat/stream"
MODELS = {
    "anthropic": "anthropic/claude-haiku-4-5",
    "openai": "openai/gpt-4.1-mini",
    "openrouter": "openrouter/meta-llama/llama-3.3-70b-instruct",
}
HELLO = {"message": "Hello", "model": MODELS["anthropic"]}


def kind(event):
    """Return an event's data and its type."""
    data = event.json()
    expect_that(isinstance(data, dict), "a JSON object as the data of an event", got=event.data)
    return data, data.get("type")


def read(stream):
    """Return the text of a stream's tokens and the data of its last event."""
    events = [kind(event)[0] for event in stream]
    expect_that(events, "events", got="a stream without any")
    return "".join(event.get("text", "") for event in events[:-1]), events[-1]


@proves("P4-01", starts=True)
def test_there_is_an_endpoint_that_streams(app):
    """POST /v1/chat/stream answers 200 with an event stream; other methods but GET are not allowed."""
    with app.stream("POST", STREAM, json={"message": "Hello"}) as stream:
        stream.next()

    for method in ("PUT", "DELETE"):
        app.request(method, STREAM).expect(405)


@proves("P4-02")
def test_a_stream_is_made_while_it_is_sent(app, provider):
    """The first token is out while the provider still holds the second; other streams go on meanwhile."""
    provider.script(rule("gate", request=1, open=1))
    with app.stream("POST", STREAM, json=HELLO) as held:
        expect_that("content-length" not in held.headers, "no content-length", got=str(held.headers))
        expect_that(kind(held.next())[1] == "token", "a token first")
        call = provider.until(provider.only(), "gated")
        with app.stream("POST", STREAM, json=HELLO) as other:
            text, last = read(other)
        expect_that(last["type"] == "done" and text, "another stream to be answered meanwhile", got=last)
        provider.release_all(request=call.id)
        expect_that(read(held)[1]["type"] == "done", "the first stream to go on afterwards")


@proves("P4-03")
def test_the_format_of_the_events(app):
    """Each event is one line `data: {json}` and an empty line; nothing else is on the wire but comments."""
    with app.stream("POST", STREAM, json=HELLO) as stream:
        events = list(stream)
        wire = stream.exchange.reply_body.decode()

    for event in events:
        kind(event)
        expect_that(not event.fields, "no fields but data", got=event.fields)
    blocks = [block for block in re.split(r"(?<=\n)\n", wire) if block and not block.startswith(":")]
    for block in blocks:
        one_line = block.startswith("data: {") and block.count("\n") == 1 and block.endswith("}\n")
        expect_that(one_line, "`data: {json}`, a line break and an empty line", got=repr(block))
    expect_that(len(blocks) == len(events), f"{len(events)} such blocks", got=len(blocks))


@proves("P4-04")
def test_a_stream_says_when_it_is_complete(app, provider):
    """After the last token comes one `done` with provider, model, stop_reason and usage, and then the end."""
    with app.stream("POST", STREAM, json=HELLO) as stream:
        events = [kind(event) for event in stream]

    kinds = [what for _, what in events]
    expect_that(kinds == ["token"] * (len(kinds) - 1) + ["done"], "tokens, one `done` and the end", got=kinds)
    text, last = "".join(data.get("text", "") for data, _ in events), events[-1][0]
    expect_that(text == provider.only().reply, f"the whole answer {provider.only().reply!r}", got=text)
    missing = {"provider", "model", "fallback_used", "stop_reason", "usage"} - set(last)
    expect_that(not missing, "provider, model, fallback_used, stop_reason and usage", got=last)
    counted = {"input_tokens", "output_tokens", "cost_usd"} - set(last["usage"])
    expect_that(not counted, "input_tokens, output_tokens and cost_usd in usage", got=last["usage"])


@proves("P4-05")
def test_a_failure_in_the_stream_is_an_event(app, provider):
    """When the provider fails after a token, an `error` event with the whole envelope ends the stream."""
    provider.script(rule("error_event", after_tokens=2))
    with app.stream("POST", STREAM, json=HELLO) as stream:
        text, last = read(stream)

    expect_that(text and provider.only().reply.startswith(text), "the tokens until then", got=text)
    expect_that(last["type"] == "error", "an `error` event", got=last)
    error = last.get("error") or {}
    wanted = {"type", "code", "message", "param", "request_id"}
    expect_that(set(error) == wanted, f"an error with {', '.join(sorted(wanted))}", got=last)
    for name in ("type", "code", "message", "request_id"):
        expect_that(isinstance(error[name], str) and error[name], f"a text in error.{name}", got=last)
    expect_that(error["request_id"] in app.log(), "its request_id in the log", got=error["request_id"])


@proves("P4-06")
def test_every_provider_can_be_streamed(app, provider):
    """Each provider gets the message and the system prompt, and its stream comes through to the letter."""
    system = f"Be brief. {secrets.token_hex(4)}"
    for vendor, model in MODELS.items():
        provider.reset()
        question = {"message": "What is a token?", "system": system, "model": model}
        with app.stream("POST", STREAM, json=question) as stream:
            text, last = read(stream)
        call = provider.only()
        expect_that(
            system in json.dumps(call.body), f"the system prompt {system!r} at {vendor}", got=call.body
        )
        expect_that((call.vendor, call.stream) == (vendor, True), f"a stream from {vendor}", got=call.line)
        expect_that(text == call.reply, f"the answer of {vendor} to the letter: {call.reply!r}", got=text)
        expect_that(last.get("provider") == vendor, f"provider {vendor} in `done`", got=last)


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


@proves("P4-07")
def test_there_is_a_page_to_watch_a_stream(app):
    """GET / is a page with a form; all it loads comes from this service, and it asks the stream endpoint."""
    page = app.get("/").expect(200, content_type="text/html").text
    outline = Outline(page)

    expect_that({"form", "script"} <= set(outline.tags), "a form and a script", got=outline.tags)
    seen, queue = {}, list(outline.loads)
    while queue:
        path = queue.pop()
        if path in seen:
            continue
        own = not re.match(r"\w+:|//", path)
        expect_that(own, "nothing from elsewhere: a page without the internet", got=path)
        seen[path] = app.get("/" + path.removeprefix("./").lstrip("/")).expect(200).text
        queue += re.findall(r"""(?:from|import)\s+["']([^"']+)["']""", seen[path])
    everything = "".join([page, *seen.values()])
    expect_that(STREAM in everything, f"{STREAM} in the page or its scripts", got="; ".join(seen))


@proves("P4-08")
def test_tokens_appear_one_by_one(app, provider):
    """The provider lets token n+1 go only when the client has token n; so all arrive, of every provider."""
    for model in MODELS.values():
        provider.reset()
        provider.script(rule("gate", open=1))
        with app.stream("POST", STREAM, json={"message": "What is SSE?", "model": model}) as stream:
            call, text = provider.only(), ""
            while True:
                data, what = kind(stream.next())
                text += data.get("text", "")
                right = what == "token" and call.reply.startswith(text)
                expect_that(right, f"{call.reply!r} token by token", got=data)
                if text == call.reply:
                    break
                provider.until(call, "gated")
                provider.release(request=call.id)
            expect_that(kind(stream.next())[1] == "done", "`done` after the last token")


@proves("P4-10")
def test_curl_shows_the_stream(app, provider):
    """`curl -N` prints each token while the rest is still to come; by GET it sends any message as it is."""
    curl = shutil.which("curl")
    if curl is None:
        pytest.skip("there is no curl on this machine")
    provider.script(rule("gate", request=1, open=1))
    known = [word for name, value in app.credentials.items() for word in ("-H", f"{name}: {value}")]
    argv = [
        curl,
        "-sN",
        *known,
        app.url + STREAM,
        "-H",
        "content-type: application/json",
        "-d",
        '{"message": "Hello"}',
    ]
    with subprocess.Popen(argv, stdout=subprocess.PIPE, text=True) as running:
        try:
            provider.until(provider.wait(1)[0], "gated")
            line = running.stdout.readline()
            expect_that(line.startswith('data: {"type"'), "a token from curl -N", got=line)
            provider.release_all()
            rest = running.stdout.read()
        finally:
            running.kill()
    expect_that(rest.rstrip().rpartition("data: ")[2].startswith("{"), "an event at the end", got=rest[-200:])

    message = f"  {secrets.token_hex(4)} a+b & c=d? 100 % naïve 日本語 🙂\n"
    said = subprocess.run(
        [curl, "-sNG", *known, app.url + STREAM, "--data-urlencode", f"message={message}"],
        capture_output=True,
        check=False,
        timeout=20,
    ).stdout.decode(errors="replace")
    arrived = content_of(provider.wait(2)[1])
    expect_that(arrived == message, f"the message {message!r} at the provider", got=arrived)
    expect_that('"done"' in said, "`done` at the end of what curl printed", got=said[-300:])


def content_of(call):
    """Return the last message that a provider got."""
    content = call.body["messages"][-1]["content"]
    return content if isinstance(content, str) else "".join(block.get("text", "") for block in content)
