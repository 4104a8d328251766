"""An app that runs somewhere else: nothing is started, and only what can be seen from outside is proved."""

import os
from collections.abc import Collection
from urllib.parse import urlsplit

import httpx2

from course.app import App
from course.faults import HarnessError
from course.loopback import ONE_EACH
from course.provider import Provider
from course.services import NoService, Service
from course.targets import Context, Settings
from course.targets.ready import wait_until_ready
from course.usage import WrongUsage

KEY_VARIABLE = "COURSE_API_KEY"  # what an app elsewhere knows its callers by, if it has users


class UrlTarget:
    """Ask the app at a URL."""

    name = "url"
    why_no_provider = "the provider behind a URL can be seen only with --control-url"
    why_no_start = "an app at a URL cannot be started with other settings"
    why_no_users = "an app at a URL has users of its own"

    def __init__(self, context: Context, url: str) -> None:
        if urlsplit(url).hostname is None:
            raise WrongUsage(f"--target {url}: no host in this URL")
        self.context = context
        self.shown_url = url.rstrip("/")
        self.provider: Provider | None = None

    def open(self, needed: Collection[str]) -> None:  # noqa: ARG002 - it is there or it is not
        if self.context.control_url:
            self.provider = Provider(self.context.control_url, key=self.context.key)

    def app(self) -> App:
        wait_until_ready(
            self.shown_url,
            self.context.stage.ready,
            self.context.ready_timeout,
            exit_code=lambda: None,
            log=str,
            http=self._client,
        )
        key = os.environ.get(KEY_VARIABLE)
        return App(
            self.shown_url,
            exchanges=self.context.exchanges,
            credentials={"x-api-key": key} if key else {},
            http=self._client(),
        )

    def start(self, settings: Settings) -> App:
        raise HarnessError(f"{self.why_no_start}: {', '.join(settings)}")

    @staticmethod
    def _client() -> httpx2.Client:
        """Return a client for anywhere: with the machine's proxies and certificates."""
        return httpx2.Client(limits=ONE_EACH, headers={"accept-encoding": "identity"})

    def stop(self, app: App) -> None:
        app.close()

    def exit_code(self, app: App, patience: float = 0.0) -> int | None:  # noqa: ARG002 - not to be seen from here
        return None

    def service(self, name: str) -> Service:
        raise NoService(f"the {name} behind a URL cannot be seen")

    def harness_fault(self) -> str:
        return ""

    def close(self) -> None:
        if self.provider:
            self.provider.close()
