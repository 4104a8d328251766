"""The wire inspector's page as its tests use it, and the requests they make for it to show."""

from __future__ import annotations

import shutil
import subprocess
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import Locator, Page, expect

if TYPE_CHECKING:
    import httpx2

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
COMPLETIONS = {
    "anthropic": ("/anthropic/v1/messages", "claude-haiku-4-5"),
    "openai": ("/openai/v1/chat/completions", "gpt-4.1-mini"),
    "openrouter": ("/openrouter/api/v1/chat/completions", "openai/gpt-4.1-mini"),
}
HEADERS = {
    "anthropic": {"x-api-key": "sk-sim-tests", "anthropic-version": "2026-10-21"},
    "openai": {"authorization": "Bearer sk-sim-tests"},
    "openrouter": {"authorization": "Bearer sk-sim-tests"},
}


def open_inspector(page: Page, control_url: str) -> None:
    """Open the page; one that stays at "connecting" (seen once, unexplained) is loaded again."""
    page.goto(control_url)
    try:
        expect(page.locator("#connection")).to_have_text("live")
    except AssertionError:
        page.reload()
        expect(page.locator("#connection")).to_have_text("live")


def request(
    client: httpx2.Client, vendor: str = "anthropic", prompt: str = "Hello!", **more: Any
) -> httpx2.Request:
    path, model = COMPLETIONS[vendor]
    body = {"model": model, "max_tokens": 500, "messages": [{"role": "user", "content": prompt}], **more}
    return client.build_request("POST", path, json=body, headers=HEADERS[vendor])


def rows(page: Page, vendor: str = "anthropic") -> Locator:
    return page.locator(f'[data-vendor="{vendor}"] .request')


def run_copied_curl(page: Page, button: str) -> None:
    """Press a button that copies a command and run that, as someone who pastes it into a shell."""
    if not shutil.which("curl"):
        pytest.skip("NOT RUN: no curl on PATH")
    page.evaluate("navigator.clipboard.writeText('')")
    page.get_by_role("button", name=button).click()
    page.wait_for_function("navigator.clipboard.readText().then((text) => text.startsWith('curl '))")
    command = page.evaluate("navigator.clipboard.readText()")
    subprocess.run(command.replace("curl ", "curl -sS --noproxy '*' ", 1), shell=True, check=True, timeout=20)
