"""The folder under check, and its containers when it runs in some."""

from pathlib import Path
from typing import Any, Protocol

from course.faults import AppFault


class Project:
    """Files of the folder under check; one that is missing is a failure of the box."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def has(self, name: str) -> bool:
        return (self.path / name).exists()

    def read(self, name: str) -> str:
        """Return a file's text."""
        try:
            return (self.path / name).read_text(encoding="utf-8")
        except FileNotFoundError:
            raise AppFault(f"there is no {name}", expected=f"a file {name}", got="no such file") from None
        except (OSError, UnicodeDecodeError) as error:
            raise AppFault(
                f"{name} cannot be read: {error}", expected="text in UTF-8", got=str(error)
            ) from None


class Container(Protocol):
    """The stage's containers, as the engine sees them."""

    def inspect(self, service: str = "api") -> dict[str, Any]:
        """Return `docker inspect` of a service's container."""

    def exec(self, service: str, *argv: str) -> str:
        """Run a command in a service's container; return its output."""

    def health(self, service: str = "api") -> str:
        """Return what Docker thinks of a container, once it has made up its mind."""

    def is_healthy_alone(self, service: str = "api") -> bool:
        """Run a service's health check where the service itself does not run; tell whether it passes."""

    def files(self, service: str = "api") -> list[str]:
        """Return the path of every file in a service's container."""

    def config(self) -> dict[str, Any]:
        """Return `docker compose config` of the stage's own file."""

    def image(self, service: str = "api") -> dict[str, Any]:
        """Return `docker image inspect` of a service's image."""
