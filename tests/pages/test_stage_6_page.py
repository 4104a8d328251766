"""The page of the chat with history in a real browser, in front of the real stage and the simulator."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright
from stage_6_page import CHROMIUM, PATIENT, QUIET, Desk, stage_6

from course.checks import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from course.app import App
    from course.targets.process import ProcessTarget

BUSY = 30_000  # milliseconds: a limit for a slow machine; every wait ends by its cause
expect.set_options(timeout=BUSY)
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="NOT RUN: no chromium or google-chrome on PATH")


@pytest.fixture(scope="module")
def target(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ProcessTarget]:
    target = stage_6(tmp_path_factory.mktemp("stage-6"))
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
    page.on("dialog", lambda dialog: dialog.accept("Renamed" if dialog.type == "prompt" else None))
    yield page
    origin = page.evaluate("location.origin")
    page.close()
    failed_requests = "Failed to load resource"  # the browser's own line; tests of refusals cause it
    assert [line for line in complaints if not line.startswith(failed_requests)] == []
    assert [url for url in addresses if not url.startswith((origin + "/", "data:image/"))] == []


@pytest.fixture
def desk(page: Page, target: ProcessTarget, stage: App) -> Desk:
    """Somebody new, signed in."""
    assert target.provider is not None
    target.provider.reset()
    desk = Desk(page, target.provider, stage.url)
    desk.sign_in(target.context.users.somebody(tier="premium"))
    expect(page.get_by_role("button", name="New conversation")).to_be_visible()
    return desk


def test_a_wrong_password_is_said_and_a_right_one_opens_the_desk(
    page: Page, target: ProcessTarget, stage: App
) -> None:
    assert target.provider is not None
    desk, user = Desk(page, target.provider, stage.url), target.context.users.somebody()

    desk.sign_in(user, "wrong")
    expect(desk.alert).to_contain_text("unauthenticated")
    desk.sign_in(user)

    expect(page.get_by_text(f"Signed in as {user.name}")).to_be_visible()
    expect(desk.alert).to_be_empty()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_label("Password")).to_be_visible()
    expect(page.get_by_role("button", name="New conversation")).to_be_hidden()


def test_tokens_appear_one_by_one(desk: Desk) -> None:
    """Each token of a gated answer is on the page after its release, and not before."""
    desk.provider.script(rule("gate", open=1))
    desk.say("What is a token?")
    call = desk.provider.wait(1)[0]

    shown = ""
    for tokens in range(1, 5):
        desk.provider.until(call, f"tokens:{tokens}")
        expect(desk.messages.nth(1).locator("span")).not_to_have_text(shown)
        shown = desk.text(1)
        assert call.reply.startswith(shown.rstrip())
        desk.provider.release()
    desk.provider.release_all()

    expect(desk.messages.nth(1).locator("span")).to_have_text(call.reply)


def test_a_conversation_remembers_and_is_found_again(desk: Desk) -> None:
    assert "Ada" in desk.ask("My name is Ada.")
    assert "Ada" in desk.ask("What is my name?")
    desk.page.get_by_role("button", name="New conversation").click()
    assert "Ada" not in desk.ask("What is my name?")

    desk.list.filter(has_text="My name is Ada.").get_by_role("button").click()

    expect(desk.messages).to_have_count(4)
    assert "Ada" in desk.text(3)
    expect(desk.page.get_by_role("heading", name="My name is Ada.")).to_be_visible()


def test_the_window_fills_overflows_and_forgets(desk: Desk) -> None:
    """The bar shows what is used; when it overflows, what was dropped is shown as forgotten."""
    desk.page.get_by_label("Budget in tokens").fill("160")
    desk.ask("My name is Ada.")
    before = desk.fact("Used")
    for number in range(5):
        desk.ask(f"{number}: All work and no play makes a long conversation that does not fit.")

    assert before != desk.fact("Used")
    assert re.fullmatch(r"[\d,]+ tokens, \d+ turns?", desk.fact("Dropped"))
    expect(desk.bar).to_have_attribute("aria-label", re.compile(r"\d+ of 160 tokens used, \d+ dropped"))
    expect(desk.messages.first).to_have_class(re.compile("forgotten"))
    expect(desk.messages.last).not_to_have_class(re.compile("forgotten"))
    assert "Ada" not in desk.ask("What is my name?")
    assert re.fullmatch(r"\$\d\.\d{6}", desk.fact("Cost so far"))


def test_a_summary_is_shown_with_its_cost(desk: Desk) -> None:
    desk.page.get_by_label("When the window is full").select_option("summarize")
    desk.page.get_by_label("Budget in tokens").fill("200")
    for number in range(6):
        desk.ask(f"{number}: All work and no play makes a long conversation that does not fit.")

    assert re.match(r"of \d+ turns?, in \d+ tokens", desk.fact("Summary"))


def test_a_stopped_answer_is_kept_as_far_as_it_came(desk: Desk) -> None:
    desk.provider.script(rule("gate", request=1, open=3))
    desk.say("What is a token?")
    call = desk.provider.wait(1)[0]
    desk.provider.until(call, "tokens:3")
    expect(desk.messages.nth(1).locator("span")).not_to_be_empty()
    desk.page.keyboard.press("Escape")

    expect(desk.messages.nth(1)).to_contain_text("stopped here")
    assert desk.provider.until(call, "ended").ended == "client_gone"
    desk.list.get_by_role("button").click()
    expect(desk.messages.nth(1)).to_contain_text("stopped here")


def test_a_failed_answer_leaves_the_message_to_be_sent_again(desk: Desk) -> None:
    desk.provider.script(rule("truncate", after_tokens=2))
    desk.say("What is a token?")

    expect(desk.alert).to_contain_text("provider_truncated")
    expect(desk.messages).to_have_count(0)
    expect(desk.page.get_by_label("Message", exact=True)).to_have_value("What is a token?")
    desk.provider.script()
    assert desk.ask("What is a token?")


def test_a_conversation_is_renamed_and_deleted(desk: Desk) -> None:
    desk.ask("Hello")
    desk.page.get_by_role("button", name="Rename").click()
    expect(desk.list.filter(has_text="Renamed")).to_have_count(1)

    desk.page.get_by_role("button", name="Delete").click()

    expect(desk.list).to_have_count(0)
    expect(desk.messages).to_have_count(0)


def test_what_is_said_is_text_and_never_markup(desk: Desk) -> None:
    desk.provider.script(rule("reply", text="<img src=x onerror=alert(1)> & <b>bold</b>"))
    answer = desk.ask("<script>alert(1)</script>")

    assert answer == "<img src=x onerror=alert(1)> & <b>bold</b>"
    assert desk.text(0) == "<script>alert(1)</script>"


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_fits_and_can_be_looked_at(
    desk: Desk, scheme: str, width: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Nothing is wider than the window; the screenshots are for people."""
    desk.page.emulate_media(color_scheme=scheme)
    desk.page.set_viewport_size({"width": width, "height": 800})
    desk.page.get_by_label("Budget in tokens").fill("160")
    for message in ("My name is Ada.", "What is a token?", "Tell me about streaming.", "What is my name?"):
        desk.ask(message)

    assert desk.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    folder = tmp_path_factory.getbasetemp()
    desk.page.screenshot(path=folder / f"stage-6-{scheme}-{width}.png", full_page=True)
