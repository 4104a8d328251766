"""The production chat's page in a real browser: the door, and what stays of a login behind it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright
from stage_4_page import CHROMIUM, QUIET

from course.repository import stage_folder
from course.stage import read_stage
from course.targets import Context
from course.targets.process import ProcessTarget
from course.users import PASSWORD

if TYPE_CHECKING:
    from collections.abc import Iterator

    from course.app import App

BUSY = 20_000  # milliseconds: a limit for a slow machine; every wait ends by its cause
expect.set_options(timeout=BUSY)
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="NOT RUN: no chromium or google-chrome on PATH")


@pytest.fixture(scope="module")
def target(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ProcessTarget]:
    folder = tmp_path_factory.mktemp("stage-5")
    target = ProcessTarget(
        Context(read_stage(stage_folder(5)), folder, key="sk-sim-page", jwt_secret="s" * 32, ready_timeout=60)
    )
    try:
        target.open({"provider", "redis"})
        yield target
    finally:
        target.close()


@pytest.fixture(scope="module")
def stage(target: ProcessTarget) -> App:
    return target.start({})


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, headless=True, args=QUIET)
        yield browser
        browser.close()


@pytest.fixture
def page(browser: Browser, stage: App) -> Iterator[Page]:
    """The page, which must not complain, nor leave anything in the browser."""
    page, complaints = browser.new_page(), []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(stage.url)
    yield page
    assert page.evaluate("[localStorage.length, sessionStorage.length, document.cookie]") == [0, 0, ""]
    page.close()
    assert [line for line in complaints if not line.startswith("Failed to load resource")] == []


def log_in(page: Page, password: str = PASSWORD) -> None:
    page.get_by_label("User").fill("ada")
    page.get_by_label("Password").fill(password)
    page.get_by_label("Password").press("Enter")


def send(page: Page, way: str = "POST") -> None:
    page.get_by_label(way, exact=True).check()
    page.get_by_label("Message").fill("What is a token?")
    page.get_by_label("Message").press("Enter")


def test_a_wrong_password_is_said_at_the_door(page: Page) -> None:
    """Nothing else is seen."""
    log_in(page, "wrong")

    expect(page.get_by_text("The user name or the password is wrong.")).to_be_visible()
    expect(page.get_by_label("Message")).to_be_hidden()


@pytest.mark.parametrize("way", ["POST", "GET"])
def test_behind_the_door_answers_stream_and_limits_are_shown(page: Page, way: str) -> None:
    """By both ways, with the models to choose from."""
    log_in(page)
    expect(page.get_by_role("option", name="chat", exact=True)).to_be_attached()

    send(page, way)

    expect(page.locator("#state")).to_have_text("Complete")
    expect(page.locator("#requests-left")).to_have_text(re.compile(r"^\d+ of 1000000$"))
    expect(page.locator("#tokens-left")).not_to_have_text("?")


def test_an_access_token_that_has_expired_is_exchanged_unseen(page: Page, stage: App) -> None:
    """The refused request is sent again with the new token."""
    log_in(page)
    expect(page.get_by_role("option", name="chat", exact=True)).to_be_attached()
    refused, refreshed = [], []

    def refuse_once(route) -> None:
        if refused:
            return route.fallback()
        refused.append(route.request.headers["authorization"])
        return route.fulfill(status=401, json={"error": {"code": "unauthenticated", "message": "expired"}})

    page.route("**/v1/chat/stream", refuse_once)
    page.on("request", lambda request: refreshed.append(request) if "refresh" in request.url else None)
    send(page)

    expect(page.locator("#state")).to_have_text("Complete")
    assert (len(refused), len(refreshed)) == (1, 1)


def test_logging_out_closes_the_door(page: Page) -> None:
    """And a reload does the same, because nothing was stored."""
    log_in(page)
    page.get_by_role("button", name="Log out").click()
    expect(page.get_by_label("Message")).to_be_hidden()

    log_in(page)
    expect(page.get_by_label("Message")).to_be_visible()
    page.reload()
    expect(page.get_by_label("Message")).to_be_hidden()
