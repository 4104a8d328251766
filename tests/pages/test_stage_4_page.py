"""The streaming chat's page in a real browser, in front of the real stage and the simulator."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright
from stage_4_page import CHROMIUM, EVENT_SOURCE, FETCH, PATIENT, QUIET, Chat, stage_4

from course.checks import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from course.app import App
    from course.targets.process import ProcessTarget

BUSY = 20_000  # milliseconds: a limit for a slow machine; every wait ends by its cause
CLOSED = 2  # an EventSource's readyState for good; 0 would be connecting again
KEEP_SOURCES = """
    sources = []; // every EventSource of the page, and how often each has lost its connection
    EventSource = class extends EventSource {
        lost = 0;
        constructor(url) {
            super(url);
            sources.push(this);
            this.addEventListener("error", () => this.lost++);
        }
    };"""
BOTH_WAYS = pytest.mark.parametrize("way", [FETCH, EVENT_SOURCE])
expect.set_options(timeout=BUSY)
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="NOT RUN: no chromium or google-chrome on PATH")


@pytest.fixture(scope="module")
def target(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ProcessTarget]:
    target = stage_4(tmp_path_factory.mktemp("stage-4"))
    try:
        target.open({"provider"})
        yield target
    finally:
        target.close()


@pytest.fixture(scope="module")
def stage(target: ProcessTarget) -> App:
    return target.start(PATIENT)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, headless=True, args=QUIET)
        yield browser
        browser.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page that must not complain, and must speak to nobody but the origin it came from."""
    page, complaints, addresses = browser.new_page(), [], []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", lambda request: addresses.append(request.url))
    page.add_init_script(KEEP_SOURCES)
    yield page
    origin = page.evaluate("location.origin")
    page.close()
    failed_requests = "Failed to load resource"  # the browser's own line; tests of refusals cause it
    assert [line for line in complaints if not line.startswith(failed_requests)] == []
    assert [url for url in addresses if not url.startswith((origin + "/", "data:image/"))] == []


@pytest.fixture
def chat(page: Page, target: ProcessTarget, stage: App) -> Chat:
    assert target.provider is not None
    target.provider.reset()
    return Chat(page, target.provider, stage.url)


@BOTH_WAYS
def test_tokens_appear_one_by_one_before_the_stream_ends(chat: Chat, way: str) -> None:
    """Each token of a gated answer is on the page after its release, and not before."""
    chat.gated(way, 1)

    for tokens in range(1, 5):
        expect(chat.tokens).to_have_count(tokens)
        assert chat.provider.until(1, "gated").tokens_sent == tokens
        expect(chat.state).to_have_text("Streaming …")
        chat.provider.release()
    chat.provider.release_all()

    expect(chat.state).to_have_text("Complete")
    assert chat.text() == chat.provider.only().reply


@BOTH_WAYS
def test_a_complete_answer_comes_with_its_figures(chat: Chat, way: str) -> None:
    """Times, counts, provider, model, usage and cost stand beside the answer."""
    chat.gated(way, 1)
    chat.provider.release_all()

    expect(chat.state).to_have_text("Complete")
    entry = chat.provider.only()
    usage = entry.usage
    expect(chat.fact("Token events")).to_have_text(str(entry.tokens_sent))
    expect(chat.fact("Time to first token")).to_have_text(re.compile(r"^\d+ ms$"))
    expect(chat.fact("Tokens per second")).to_have_text(re.compile(r"^\d+(\.\d)?$"))
    expect(chat.fact("Provider")).to_have_text("anthropic")
    expect(chat.fact("Model")).to_have_text("claude-haiku-4-5")
    expect(chat.fact("Fallback")).to_have_text("no")
    expect(chat.fact("Usage")).to_have_text(
        f"{usage['input_tokens']} tokens in, {usage['output_tokens']} out"
    )
    expect(chat.fact("Cost")).to_have_text(
        f"${(usage['input_tokens'] + 5 * usage['output_tokens']) / 1e6:.6f}"
    )


def test_the_raw_frames_are_shown_with_their_times(chat: Chat) -> None:
    """The second pane holds each frame as it was on the wire, comments too, in order of time."""
    chat.gated(FETCH, 1)
    expect(chat.frames.filter(has_text=": keep-alive").first).to_be_visible()
    chat.provider.release_all()
    expect(chat.state).to_have_text("Complete")

    expect(chat.frames.first).to_contain_text("HTTP 200 · text/event-stream")
    expect(chat.frames.filter(has_text='"type": "token"')).to_have_count(chat.provider.only().tokens_sent)
    expect(chat.frames.filter(has_text='data: {"type": "done"')).to_have_count(1)
    times = [float(time) for time in chat.frames.locator("span").all_text_contents()]
    assert times == sorted(times)


@BOTH_WAYS
@pytest.mark.parametrize("by", ["the button", "Escape"])
def test_stop_closes_the_stream_up_to_the_provider(chat: Chat, way: str, by: str) -> None:
    """Stopping cancels for real: the provider sees its client leave; what came stays."""
    chat.gated(way)

    if by == "Escape":
        chat.page.keyboard.press("Escape")
    else:
        chat.page.get_by_role("button", name="Stop").click()

    expect(chat.state).to_contain_text("Stopped by you")
    assert chat.provider.until(1, "ended").ended == "client_gone"
    expect(chat.tokens).to_have_count(3)
    expect(chat.alert).to_be_empty()


def test_stop_works_while_the_first_token_is_awaited(chat: Chat) -> None:
    """There is something to cancel from the moment the question is sent."""
    chat.provider.script(rule("hang"))
    chat.send()
    chat.provider.until(chat.provider.wait(1)[0], "started")
    expect(chat.state).to_contain_text("Waiting for the first token")

    chat.page.get_by_role("button", name="Stop").click()

    expect(chat.state).to_contain_text("Stopped by you")
    assert chat.provider.until(1, "ended").ended == "client_gone"


@BOTH_WAYS
def test_a_failure_in_mid_stream_is_shown_as_an_error(chat: Chat, way: str) -> None:
    """An error event is an alert with its code; what came before it is kept."""
    chat.provider.script(rule("error_event", after_tokens=4))
    chat.send(way=way)

    expect(chat.alert).to_contain_text("Failed in mid-stream · provider_unavailable")
    expect(chat.alert).to_contain_text("request_id")
    expect(chat.tokens).to_have_count(4)
    expect(chat.state).to_have_attribute("data-kind", "failed")


@BOTH_WAYS
def test_a_stream_without_its_last_event_is_truncated(chat: Chat, way: str) -> None:
    """A stream that just ends is an error, though its status was 200 and its text reads well."""
    body = 'data: {"type": "token", "text": "Looks whole."}\n\ndata: {"type": "do'
    ended = {"body": body, "content_type": "text/event-stream"}
    chat.page.route("**/v1/chat/stream*", lambda route: route.fulfill(**ended))
    chat.send(way=way)

    expect(chat.alert).to_contain_text("Truncated")
    expect(chat.answer).to_have_text("Looks whole.")
    expect(chat.state).to_have_attribute("data-kind", "truncated")
    assert set(chat.page.evaluate("sources.map((source) => source.readyState)")) <= {CLOSED}


def test_a_server_that_dies_is_shown(page: Page, target: ProcessTarget) -> None:
    """A connection that breaks in mid-stream is a truncated answer; a server that is gone is no answer."""
    app = target.start(PATIENT)
    assert target.provider is not None
    target.provider.reset()
    chat = Chat(page, target.provider, app.url)
    chat.gated(FETCH)

    target._processes[app.url].stop(grace=0)

    expect(chat.alert).to_contain_text("The connection broke")
    expect(chat.tokens).to_have_count(3)
    chat.send()
    expect(chat.alert).to_contain_text("cannot be reached")
    chat.send(way=EVENT_SOURCE)
    expect(chat.alert).to_contain_text("not reached")
    assert page.evaluate("sources.map((source) => source.readyState)") == [CLOSED]
    target.stop(app)


def test_a_refusal_is_shown_with_its_status_and_code(chat: Chat) -> None:
    """A failure before the first token is an HTTP status with a reason, and no answer."""
    chat.provider.script(rule("status", status=429, retry_after=7))
    chat.send()

    expect(chat.alert).to_contain_text("HTTP 429 · provider_rate_limited")
    expect(chat.alert).to_contain_text("wait 7 s")
    expect(chat.alert).to_contain_text("request_id")
    expect(chat.answer).to_be_empty()
    expect(chat.state).to_have_attribute("data-kind", "refused")


def test_event_source_says_that_it_hides_a_refusal(chat: Chat) -> None:
    """EventSource knows neither status nor reason: the page says so, and does not ask again."""
    chat.provider.script(rule("status", status=429))
    chat.send(way=EVENT_SOURCE)

    expect(chat.alert).to_contain_text("EventSource tells neither the status nor the reason")
    assert chat.page.evaluate("sources.map((source) => source.readyState)") == [CLOSED]


def test_a_refusal_that_is_not_json_is_shown_too(chat: Chat) -> None:
    """An error page of a proxy in between is shown by its status and its words, which stay words."""
    page = "<h1>Bad gateway</h1>"
    chat.page.route(
        "**/v1/chat/stream", lambda route: route.fulfill(status=502, body=page, content_type="text/html")
    )
    chat.send()

    expect(chat.alert).to_contain_text("HTTP 502")
    expect(chat.alert).to_contain_text(page)


def test_event_source_does_not_ask_again_when_the_answer_is_complete(chat: Chat) -> None:
    """By itself an EventSource connects again after the end, which would cost a second answer."""
    chat.send(way=EVENT_SOURCE)

    expect(chat.state).to_have_text("Complete")
    assert chat.page.evaluate("sources.map(({ readyState, lost }) => [readyState, lost])") == [[CLOSED, 0]]
    chat.provider.only()


@BOTH_WAYS
@pytest.mark.parametrize(
    ("name", "vendor", "model"),
    [
        ("chat", "anthropic", "claude-haiku-4-5"),
        ("openai/gpt-4.1-mini", "openai", "gpt-4.1-mini"),
        ("openrouter/meta-llama/llama-3.3-70b-instruct", "openrouter", "meta-llama/llama-3.3-70b-instruct"),
    ],
)
def test_the_chosen_model_is_asked(chat: Chat, way: str, name: str, vendor: str, model: str) -> None:
    """An alias or a model of the list reaches the provider it belongs to."""
    chat.page.get_by_label("Model").select_option(name)
    chat.send(way=way)

    expect(chat.fact("Provider")).to_have_text(vendor)
    entry = chat.provider.only()
    assert (entry.vendor, entry.model) == (vendor, model)


def test_a_fallback_is_said(chat: Chat) -> None:
    """When the first model of an alias fails, the answer names the one that stood in."""
    chat.provider.script(rule("status", status=503, vendor="anthropic"))
    chat.page.get_by_label("Model").select_option("chat")
    chat.send()

    expect(chat.fact("Fallback")).to_contain_text("yes")
    expect(chat.fact("Provider")).to_have_text("openai")


@BOTH_WAYS
def test_markup_in_an_answer_is_text(chat: Chat, way: str) -> None:
    """A script or an image in an answer never becomes an element."""
    evil = "<script>window.broken = 1</script><img src=x onerror='window.broken = 1'>"
    event = json.dumps({"type": "token", "text": evil})  # in one piece, as no simulated token is
    answer = {"body": f"data: {event}\n\n", "content_type": "text/event-stream"}
    chat.page.route("**/v1/chat/stream*", lambda route: route.fulfill(**answer))
    chat.send(way=way)

    expect(chat.answer).to_have_text(evil)
    expect(chat.frames.filter(has_text="data:")).to_contain_text(event)
    assert chat.page.evaluate("window.broken") is None
    assert chat.page.locator("main script, main img").count() == 0


def test_emoji_and_line_breaks_survive(chat: Chat) -> None:
    """The answer's characters arrive whole, wherever a token or a packet ends."""
    text = 'one\ntwo\r\nthree 🧑‍🚀 né 漢字 \u2028 {"data": 1}\n\ndata: x'
    chat.provider.script(rule("reply", text=text))
    chat.send()

    expect(chat.state).to_have_text("Complete")
    assert chat.text() == text


def test_the_keyboard_is_enough_and_the_focus_stays(chat: Chat) -> None:
    """Shift+Enter starts a line, Enter sends, and the focus is where it was while the answer comes."""
    message = chat.page.get_by_label("Message")
    expect(message).to_be_focused()
    message.press("ControlOrMeta+a")
    chat.page.keyboard.type("one")
    chat.page.keyboard.press("Shift+Enter")
    chat.page.keyboard.type("two")
    chat.page.keyboard.press("Enter")

    expect(chat.state).to_have_text("Complete")
    assert r'"one\ntwo"' in json.dumps(chat.provider.only().body)
    expect(message).to_be_focused()
    send = chat.page.get_by_role("button", name="Send")
    send.press("Enter")
    chat.provider.wait(2)
    expect(send).to_be_focused()


def test_a_screen_reader_hears_the_answer_once(chat: Chat) -> None:
    """Nothing is announced token by token; the whole answer is, when it has ended."""
    chat.gated(FETCH)

    expect(chat.said).to_have_text("Sent. The answer will be read out when it has ended.")
    chat.provider.release_all()

    expect(chat.state).to_have_text("Complete")
    expect(chat.said).to_have_text(f"Complete: {chat.text()}")
    assert chat.answer.get_attribute("aria-live") is None


def test_the_frames_scroll_on_unless_somebody_reads_back(chat: Chat) -> None:
    """The newest frame is in view, however many there are; whoever scrolls back is left there."""
    at_end = "(box) => box.scrollTop > 0 && box.scrollTop + box.clientHeight > box.scrollHeight - 8"
    box = chat.page.get_by_role("list", name="Raw frames").element_handle()
    chat.gated(FETCH, 40)
    chat.page.wait_for_function(at_end, arg=box)

    box.evaluate("(box) => { box.scrollTop = 0; }")
    chat.provider.release()
    expect(chat.tokens).to_have_count(41)
    chat.page.evaluate(
        "new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))"
    )
    assert box.evaluate("(box) => box.scrollTop") == 0

    chat.page.keyboard.press("Escape")
    chat.provider.script()
    chat.send()
    expect(chat.state).to_have_text("Complete")
    chat.page.wait_for_function(at_end, arg=box)


def test_a_narrow_page_does_not_scroll_sideways(chat: Chat) -> None:
    """On a small telephone everything is below each other, long frames too."""
    chat.page.set_viewport_size({"width": 320, "height": 640})
    chat.provider.script(rule("reply", text="x" * 500))
    chat.send()

    expect(chat.state).to_have_text("Complete")
    assert chat.page.evaluate("document.documentElement.scrollWidth") == 320


STREAM = (
    ': hi\r\n\r\ndata: {"a": "é🧑‍🚀"}\r\n\r\n'
    "data:one\r\ndata\r\ndata:  two\r\rdatax: no\nid: 7\n\n\n\ndata: cut"
)
FRAMES = [
    {"text": ": hi", "data": None},
    {"text": 'data: {"a": "é🧑‍🚀"}', "data": '{"a": "é🧑‍🚀"}'},
    {"text": "data:one\ndata\ndata:  two", "data": "one\n\n two"},
    {"text": "datax: no\nid: 7", "data": None},
    {"text": "data: cut", "data": None},
]
PARSE = """async ([bytes, size, first]) => {
    const { framesOf } = await import("/sse.js");
    const source = new ReadableStream({ start(controller) {
        const ends = [first];
        while (ends.at(-1) < bytes.length) ends.push(ends.at(-1) + size);
        ends.forEach((end, i) => controller.enqueue(new Uint8Array(bytes.slice(ends[i - 1] ?? 0, end))));
        controller.close();
    } });
    const reader = framesOf(source).getReader();
    const frames = [];
    for (let read; !(read = await reader.read()).done;) frames.push(read.value);
    return frames;
}"""


def test_frames_are_read_wherever_a_packet_ends(chat: Chat) -> None:
    """Any cut gives the same frames: inside a character, a line, a frame, or between CR and LF."""
    data = list(STREAM.encode())

    def parse(size: int, first: int) -> Any:
        return chat.page.evaluate(PARSE, [data, size, first])

    assert parse(1, 0) == FRAMES
    for first in range(len(data) + 1):
        assert parse(len(data), first) == FRAMES, f"cut after {data[:first]}"
