"""The page of the chat with history as its tests use it: the stage behind it, and what one does on it."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from playwright.sync_api import Page, expect

from course.stage import read_stage
from course.targets import Context
from course.targets.process import ProcessTarget
from course.users import PASSWORD, User

if TYPE_CHECKING:
    from course.provider import Provider

FOLDER = Path(__file__).parents[2] / "projects/06_chat_with_history"
CHROMIUM = next(filter(None, map(shutil.which, ["chromium", "chromium-browser", "google-chrome"])), None)
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PATIENT = {  # waits longer than any test, passes over no failing model, and retries nothing
    "PROVIDER_FIRST_TOKEN_TIMEOUT": "60",
    "PROVIDER_IDLE_TIMEOUT": "60",
    "PROVIDER_TIMEOUT": "120",
    "COOLDOWN_AFTER": "1000",
    "RETRY_ATTEMPTS": "1",
    "REDIS_URL": None,
}


def stage_6(run_folder: Path) -> ProcessTarget:
    """Return the stage, not yet started, with a simulator beside it."""
    return ProcessTarget(
        Context(read_stage(FOLDER), run_folder, key="sk-sim-page", jwt_secret="p" * 40, ready_timeout=120)
    )


class Desk:
    """The page in a browser, the provider behind it, and what a person does and sees."""

    def __init__(self, page: Page, provider: Provider, url: str) -> None:
        self.page, self.provider = page, provider
        self.messages = page.get_by_role("list", name="Messages").get_by_role("listitem")
        self.list = page.get_by_role("navigation", name="Conversations").get_by_role("listitem")
        self.window = page.get_by_role("complementary", name="Context window")
        self.bar = page.locator("#bar")
        self.alert = page.get_by_role("alert")
        page.goto(url)

    def sign_in(self, user: User, password: str = PASSWORD) -> None:
        self.page.get_by_label("Name").fill(user.name)
        self.page.get_by_label("Password").fill(password)
        self.page.get_by_label("Password").press("Enter")

    def say(self, message: str) -> None:
        """Send a message, and do not wait."""
        self.page.get_by_label("Message", exact=True).fill(message)
        self.page.get_by_label("Message", exact=True).press("Enter")

    def ask(self, message: str) -> str:
        """Send a message, wait for the end of its answer, and return it."""
        before = self.messages.count()
        self.say(message)
        expect(self.messages).to_have_count(before + 2)
        expect(self.page.get_by_role("button", name="Stop")).to_have_attribute("aria-disabled", "true")
        return self.text(-1)

    def text(self, place: int) -> str:
        return self.messages.nth(place).locator("span").text_content() or ""

    def fact(self, name: str) -> str:
        found = self.page.locator("#facts div").filter(has_text=name).get_by_role("definition")
        return found.text_content() or ""
