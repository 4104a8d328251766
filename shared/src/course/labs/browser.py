"""A real browser for a lab: the Chromium of this machine, without a window."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, Page, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome")
QUIET = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run")


@contextmanager
def browser() -> Iterator[Browser]:
    """Yield a browser; it ends with the block."""
    program = next(filter(None, map(shutil.which, NAMES)), None)
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=program, headless=True, args=QUIET)
        try:
            yield opened
        finally:
            opened.close()


@contextmanager
def page_of(url: str) -> Iterator[Page]:
    """Yield the page at this address, opened in a browser."""
    with browser() as opened:
        page = opened.new_page()
        page.goto(url)
        yield page
