"""The streaming chat's page as its tests use it: the stage that serves it, and what a person does on it."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from playwright.sync_api import Locator, Page, expect

from course.stage import read_stage
from course.targets import Context
from course.targets.process import ProcessTarget

if TYPE_CHECKING:
    from course.provider import Provider

FOLDER = Path(__file__).parents[2] / "projects/04_streaming_chat"
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
PATIENT = {  # waits longer than any test, passes over no failing model, and comments every silence
    "PROVIDER_FIRST_TOKEN_TIMEOUT": "60",
    "PROVIDER_IDLE_TIMEOUT": "60",
    "PROVIDER_TIMEOUT": "120",
    "COOLDOWN_AFTER": "1000",
    "STREAM_KEEPALIVE": "0.2",
}
FETCH, EVENT_SOURCE = "fetch (POST)", "EventSource (GET)"


def stage_4(run_folder: Path) -> ProcessTarget:
    """Return the stage, not yet started, with a simulator beside it."""
    return ProcessTarget(
        Context(read_stage(FOLDER), run_folder, key="sk-sim-page", jwt_secret="", ready_timeout=60)
    )


class Chat:
    """The page in a browser, the provider behind it, and what a person does and sees."""

    def __init__(self, page: Page, provider: Provider, url: str) -> None:
        self.page, self.provider, self.url = page, provider, url
        self.answer = page.get_by_role("region", name="Text of the answer")
        self.tokens = self.answer.locator("span")
        self.frames = page.get_by_role("list", name="Raw frames").get_by_role("listitem")
        self.state = page.locator("#state")
        self.alert = page.get_by_role("alert")
        self.said = page.get_by_role("status")
        page.goto(url)
        expect(page.get_by_role("option", name="chat", exact=True)).to_be_attached()

    def send(self, message: str = "What is a token?", way: str = FETCH) -> None:
        self.page.get_by_label(way).check()
        self.page.get_by_label("Message").fill(message)
        self.page.get_by_label("Message").press("Enter")

    def gated(self, way: str, open_: int = 3) -> None:
        """Send, with an answer of which so many tokens come and no more; wait for them."""
        self.provider.script({"fault": {"kind": "gate", "open": open_}})
        self.send(way=way)
        expect(self.tokens).to_have_count(open_)

    def fact(self, name: str) -> Locator:
        return self.page.locator("#facts div").filter(has_text=name).get_by_role("definition")

    def text(self) -> str:
        return "".join(self.tokens.all_text_contents())
