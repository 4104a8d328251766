"""The wire inspector in a real browser: what it shows is what went over the wire."""

from __future__ import annotations

import re
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import httpx2
import pytest
from inspector_page import CHROMIUM, COMPLETIONS, QUIET, open_inspector, request, rows, run_copied_curl
from playwright.sync_api import Browser, Page, expect, sync_playwright

if TYPE_CHECKING:
    from collections.abc import Iterator

    from simulator_process import Simulator

BUSY = 20_000  # milliseconds: a limit for a slow machine; every wait ends by its cause
expect.set_options(timeout=BUSY)
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="NOT RUN: no chromium or google-chrome on PATH")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, headless=True, args=QUIET)
        yield browser
        browser.close()


@pytest.fixture
def page(browser: Browser, simulator: Simulator) -> Iterator[Page]:
    """The open inspector; it must not complain, and must speak to nobody but the control port."""
    context = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
    page, complaints, addresses = context.new_page(), [], []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", lambda request: addresses.append(request.url))
    open_inspector(page, simulator.control_url)
    yield page
    context.close()
    assert complaints == []
    elsewhere = [url for url in addresses if not url.startswith((simulator.control_url + "/", "data:image/"))]
    assert elsewhere == []


@pytest.fixture
def client(simulator: Simulator) -> Iterator[httpx2.Client]:
    """Speaks to the data port as an app would."""
    with httpx2.Client(base_url=simulator.data_url, timeout=20, trust_env=False) as client:
        yield client


def test_an_empty_page_tells_a_newcomer_what_to_do(page: Page, simulator: Simulator) -> None:
    """With nothing in the journal the page shows how to make a first request, and that request works."""
    expect(page.get_by_role("heading", name="Nothing on the wire yet")).to_be_visible()

    run_copied_curl(page, "Copy the example")

    expect(rows(page)).to_have_count(1)
    assert simulator.last()["status"] == 200


def test_a_request_appears_with_its_body_while_the_page_is_open(page: Page, client: httpx2.Client) -> None:
    """A request made while the page is open shows its path, status, body and answer, without a reload."""
    answer = client.send(request(client, prompt="Where do I appear?")).json()

    expect(rows(page)).to_have_count(1)
    expect(page.get_by_label("Request body")).to_contain_text('"content": "Where do I appear?"')
    expect(page.get_by_label("Response body")).to_contain_text(answer["id"])
    expect(page.locator("#detail")).to_contain_text("POST /anthropic/v1/messages")
    expect(page.locator("#detail .ended")).to_contain_text("complete")


def test_what_came_before_the_page_was_opened_is_there(
    page: Page, client: httpx2.Client, simulator: Simulator
) -> None:
    """A page opened later reads the journal, frames and their times included."""
    client.send(request(client, stream=True))
    simulator.last("ended")

    open_inspector(page, simulator.control_url)

    expect(page.locator(".frame").first).to_contain_text("event: message_start")
    expect(page.locator(".frame .at").first).to_have_text(re.compile(r"^\+\d+\.\d{3} s$"))


def test_frames_arrive_one_by_one(page: Page, client: httpx2.Client, simulator: Simulator) -> None:
    """Each token of a gated stream is on the page after its release, and not before."""
    simulator.fault("gate", open=1)
    response = client.send(request(client, stream=True), stream=True)

    for tokens in range(1, 5):
        expect(page.locator(".frame .piece")).to_have_count(tokens)
        assert simulator.entry(until="gated")["tokens_sent"] == tokens
        simulator.release(tokens=1)
    expect(rows(page)).to_contain_text("in progress")
    simulator.release(all=True)
    response.read()

    expect(rows(page)).to_contain_text("complete")
    shown = "".join(page.locator(".frame .piece").all_text_contents())
    assert shown == simulator.entry()["reply"]


@pytest.mark.parametrize(
    ("fault", "ending"),
    [
        ({"kind": "cut", "after_tokens": 2}, "cut"),
        ({"kind": "truncate", "after_tokens": 2}, "truncated"),
        ({"kind": "error_event", "after_tokens": 2}, "error"),
    ],
)
def test_a_bad_end_is_shown_in_words(
    page: Page, client: httpx2.Client, simulator: Simulator, fault: dict[str, Any], ending: str
) -> None:
    """A stream that ends badly says how, in the list and beside its frames, with the fault in a badge."""
    simulator.fault(**fault)
    response = client.send(request(client, stream=True), stream=True)
    try:
        response.read()
    except httpx2.TransportError:
        assert ending == "cut"

    expect(rows(page).locator(".ending")).to_contain_text(ending)
    expect(rows(page).locator(".badge")).to_have_text(f"fault: {fault['kind']}")
    expect(page.locator("#detail .ended .ending")).to_contain_text(ending)
    expect(page.locator(".frame .piece")).to_have_count(2)


def test_a_client_that_leaves_is_shown(page: Page, client: httpx2.Client, simulator: Simulator) -> None:
    """When the app closes its request the page says that the client is gone."""
    simulator.fault("stall", after_tokens=3)
    response = client.send(request(client, stream=True), stream=True)
    expect(page.locator(".frame .piece")).to_have_count(3)

    response.close()

    expect(rows(page).locator(".ending")).to_contain_text("client gone")


def test_keys_are_masked(page: Page, client: httpx2.Client) -> None:
    """No more of a key than its first characters is anywhere in the page."""
    for vendor in COMPLETIONS:
        client.send(request(client, vendor))
        expect(rows(page, vendor)).to_have_count(1)
        expect(page.locator(".headers").first).to_contain_text("sk-sim…")

    assert "sk-sim-tests" not in page.content()


def test_markup_in_a_prompt_is_shown_as_text(page: Page, client: httpx2.Client) -> None:
    """A script in a prompt, and in the answer that repeats it, is text: it never becomes an element."""
    evil = "<script>window.broken = 1</script><img src=x onerror='window.broken = 1'>"
    for stream in (False, True):
        client.send(request(client, prompt=f"repeat: {evil}", stream=stream))
    expect(rows(page)).to_have_count(2)

    expect(page.get_by_label("Request body")).to_contain_text(evil)
    page.get_by_role("button", name="Side by side").click()
    expect(page.get_by_label("Anthropic request body")).to_contain_text(evil)
    assert page.evaluate("window.broken") is None
    assert page.locator("main script, main img").count() == 0


def test_the_vendors_stand_side_by_side(page: Page, client: httpx2.Client) -> None:
    """The comparison names where each vendor puts the key, the text, the stop reason and the end."""
    for vendor in COMPLETIONS:
        client.send(request(client, vendor, stream=True))
        expect(rows(page, vendor)).to_contain_text("complete")

    page.get_by_role("button", name="Side by side").click()

    text = page.get_by_role("row", name=re.compile("^The answer's text")).get_by_role("cell")
    expect(text.locator("code")).to_have_text(
        ["delta.text in content_block_delta", "choices[0].delta.content", "choices[0].delta.content"]
    )
    end = page.get_by_role("row", name=re.compile("^End of the answer")).get_by_role("cell")
    expect(end.locator(".value")).to_have_text(["event: message_stop", "data: [DONE]", "data: [DONE]"])
    expect(page.locator(".compared-column pre.code")).to_have_count(3)


def test_a_request_can_be_repeated_with_curl(page: Page, client: httpx2.Client, simulator: Simulator) -> None:
    """The copied curl line sends the same body again, quotes and all."""
    client.send(request(client, prompt='It\'s a "quoted" $HOME `prompt`'))
    expect(rows(page)).to_contain_text("complete")

    run_copied_curl(page, "Copy as curl")

    first, second = simulator.wait(2)
    assert second["status"] == 200
    assert second["body"] == first["body"]


def test_the_list_can_be_filtered_paused_and_cleared(page: Page, client: httpx2.Client) -> None:
    """Filters hide, pause holds the view still, clear empties it; none of them loses a later request."""
    for vendor in COMPLETIONS:
        client.send(request(client, vendor))
    expect(page.locator(".request")).to_have_count(3)

    page.get_by_label("Model").fill("CLAUDE")
    expect(page.locator(".request")).to_have_count(1)
    page.get_by_label("Model").fill("")
    page.get_by_text("OpenAI", exact=True).first.click()
    expect(page.locator(".column:visible")).to_have_count(1)
    page.get_by_text("All", exact=True).click()

    page.get_by_role("button", name="Pause").click()
    client.send(request(client))
    expect(page.get_by_role("button", name="Resume (1 new)")).to_be_visible()
    expect(page.locator(".request")).to_have_count(3)
    page.get_by_role("button", name="Resume").click()
    expect(page.locator(".request")).to_have_count(4)

    page.get_by_role("button", name="Clear view").click()
    expect(page.locator("#empty")).to_be_visible()
    client.send(request(client, "openai"))
    expect(page.locator(".request")).to_have_count(1)


def test_the_keyboard_is_enough(page: Page, client: httpx2.Client) -> None:
    """Arrow keys go from request to request, Enter opens one, and the newest no longer takes its place."""
    for prompt in ("first", "second"):
        client.send(request(client, prompt=prompt))
    expect(rows(page)).to_have_count(2)

    rows(page).first.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")

    expect(page.get_by_label("Request body")).to_contain_text("first")
    client.send(request(client, prompt="third"))
    expect(rows(page)).to_have_count(3)
    expect(page.get_by_label("Request body")).to_contain_text("first")
    expect(rows(page).nth(2)).to_be_focused()
    expect(page.get_by_role("status")).to_contain_text("new request", ignore_case=True)


def test_many_requests_keep_the_page_small(page: Page, client: httpx2.Client, simulator: Simulator) -> None:
    """The list is capped; the newest are shown and the rest are counted."""
    for _ in range(130):
        client.send(request(client))

    expect(page.locator('[data-vendor="anthropic"] .note')).to_have_text("The newest 100 of 130 are shown.")
    expect(rows(page)).to_have_count(100)
    simulator.reset()
    expect(page.locator("#empty")).to_be_visible()


def test_a_lost_simulator_is_said(browser: Browser) -> None:
    """When the simulator ends, the page says that it is no longer live."""
    command = [sys.executable, "-m", "provider_simulator", "--port", "0", "--control-port", "0"]
    page = browser.new_page()
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as simulator:
        try:
            assert simulator.stdout is not None
            open_inspector(page, simulator.stdout.readline().split()[-1])
        finally:
            simulator.terminate()

    expect(page.locator("#connection")).to_have_text("connection lost, trying again")
    page.close()
