"""Where the app under check runs: a process, the stage's containers, or somewhere else at a URL."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Protocol

from course.app import App
from course.provider import Provider
from course.services import Service
from course.stage import Stage
from course.users import UNLIMITED, Users
from course.wire import Exchange

Settings = Mapping[str, str | None]


@dataclass
class Context:
    """What every target works with: the stage, this run's folder, and the list that requests are noted in."""

    stage: Stage
    run_folder: Path
    key: str
    jwt_secret: str
    ready_timeout: float
    venv: Path | None = None
    control_url: str | None = None
    has_folder: bool = True
    say: Callable[..., None] = lambda *_: None
    exchanges: list[Exchange] = field(default_factory=list)

    @cached_property
    def users(self) -> Users:
        """The people in the file that an app with users is given."""
        return Users(self.run_folder / "users")

    @property
    def credentials(self) -> dict[str, str]:
        """What every request carries that does not say otherwise."""
        return {"x-api-key": self.users.usual.key} if self.stage.auth else {}

    def settings(self, users_folder: Path) -> dict[str, str]:
        """Return what every instance is told, where it sees the users' file in such a folder."""
        found = {"JWT_SECRET": self.jwt_secret}
        if self.stage.auth:
            found |= {"USERS_FILE": str(users_folder / self.users.file.name)} | UNLIMITED
        return found


class Target(Protocol):
    """What the plugin asks of a target."""

    name: str
    provider: Provider | None
    why_no_provider: str
    why_no_start: str
    why_no_users: str
    shown_url: str  # in commands to paste: where the app will be when the run is over

    def open(self, needed: Collection[str]) -> None:
        """Make ready what comes before the app: the servers it needs, such as `provider`; the images."""

    def app(self) -> App:
        """Return the running app, starting it at first."""

    def start(self, settings: Settings) -> App:
        """Start a second instance with other settings."""

    def stop(self, app: App) -> None:
        """End an instance."""

    def exit_code(self, app: App, patience: float = 0.0) -> int | None:
        """Return the exit code of an instance that has ended, or does so within `patience` seconds."""

    def service(self, name: str) -> Service:
        """Return a running server, such as `redis`; NoService says why there is none."""

    def harness_fault(self) -> str:
        """Say what of the engine's own has broken, or nothing."""

    def close(self) -> None:
        """End everything."""
