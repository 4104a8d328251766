"""The capstone's page in a real browser: an account of one's own, and an answer that comes and is stopped."""

from __future__ import annotations

import secrets
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright
from stage_6_page import CHROMIUM, PATIENT, QUIET, Desk

from course.checks import rule
from course.stage import read_stage
from course.targets import Context
from course.targets.process import ProcessTarget

if TYPE_CHECKING:
    from collections.abc import Iterator

    from course.app import App

FOLDER = Path(__file__).parents[2] / "projects/07_genai_backend_capstone"
GOOD = "correct horse battery"
expect.set_options(timeout=30_000)  # a limit for a slow machine; every wait ends by its cause
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="NOT RUN: no chromium or google-chrome on PATH")


@pytest.fixture(scope="module")
def target(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ProcessTarget]:
    folder = tmp_path_factory.mktemp("stage-7")
    context = Context(read_stage(FOLDER), folder, key="sk-sim-page", jwt_secret="p" * 40, ready_timeout=120)
    target = ProcessTarget(context)
    try:
        target.open({"provider"})
        yield target
    finally:
        target.close()


@pytest.fixture(scope="module")
def stage(target: ProcessTarget, tmp_path_factory: pytest.TempPathFactory) -> App:
    database = tmp_path_factory.mktemp("database") / "page.db"
    more = {"DATABASE_URL": f"sqlite:///{database}", "RATE_LIMIT_ANONYMOUS": "1000/hour"}
    return target.start({**PATIENT, **more})


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, headless=True, args=QUIET)
        yield browser
        browser.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page that must not complain."""
    page, complaints = browser.new_page(), []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    page.close()
    failed_requests = "Failed to load resource"  # the browser's own line; tests of refusals cause it
    assert [line for line in complaints if not line.startswith(failed_requests)] == []


@pytest.fixture
def desk(page: Page, target: ProcessTarget, stage: App) -> Desk:
    """The page, before anybody has signed in."""
    assert target.provider is not None
    target.provider.reset()
    return Desk(page, target.provider, stage.url)


def register(desk: Desk, name: str, password: str = GOOD) -> None:
    """Fill the form, and make an account."""
    desk.page.get_by_label("Name").fill(name)
    desk.page.get_by_label("Password").fill(password)
    desk.page.get_by_role("button", name="Make an account").click()


@pytest.fixture
def name(desk: Desk) -> str:
    """The name of somebody new, who is signed in."""
    name = f"ada-{secrets.token_hex(4)}"
    register(desk, name)
    expect(desk.page.get_by_text(f"Signed in as {name}")).to_be_visible()
    return name


def test_who_makes_an_account_is_signed_in_and_comes_in_again(desk: Desk, name: str) -> None:
    """The account is there the next time, and its name is taken."""
    desk.page.get_by_role("button", name="Sign out").click()
    register(desk, name)
    expect(desk.alert).to_contain_text("name_taken")

    desk.page.get_by_label("Password").fill(GOOD)
    desk.page.get_by_label("Password").press("Enter")

    expect(desk.page.get_by_text(f"Signed in as {name}")).to_be_visible()
    expect(desk.page.get_by_role("button", name="New conversation")).to_be_visible()


def test_a_password_that_is_too_short_is_said(desk: Desk) -> None:
    register(desk, f"ada-{secrets.token_hex(4)}", "short")

    expect(desk.alert).to_contain_text("password")
    expect(desk.page.get_by_role("button", name="New conversation")).to_be_hidden()


@pytest.mark.usefixtures("name")
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


@pytest.mark.usefixtures("name")
def test_a_stopped_answer_is_kept_as_far_as_it_came(desk: Desk) -> None:
    """Stop ends the provider's work too, and the half answer is in the database."""
    desk.provider.script(rule("gate", request=1, open=3))
    desk.say("What is a token?")
    call = desk.provider.wait(1)[0]
    desk.provider.until(call, "tokens:3")
    expect(desk.messages.nth(1).locator("span")).not_to_be_empty()
    desk.page.get_by_role("button", name="Stop").click()

    expect(desk.messages.nth(1)).to_contain_text("stopped here")
    assert desk.provider.until(call, "ended").ended == "client_gone"
    desk.list.get_by_role("button").click()
    expect(desk.messages.nth(1)).to_contain_text("stopped here")


@pytest.mark.usefixtures("name")
@pytest.mark.parametrize("width", [390, 1280])
def test_it_fits_and_can_be_looked_at(
    desk: Desk, width: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Nothing is wider than the window; the screenshots are for people."""
    desk.page.set_viewport_size({"width": width, "height": 800})
    for message in ("My name is Ada.", "What is my name?"):
        desk.ask(message)

    assert desk.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    desk.page.screenshot(path=tmp_path_factory.getbasetemp() / f"stage-7-{width}.png", full_page=True)
