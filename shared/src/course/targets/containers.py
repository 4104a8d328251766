"""A look at containers from outside."""

import contextlib
import subprocess
import tarfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from course.faults import AppFault
from course.targets.docker import DockerFault, Project, docker, docker_json

CHECKING = 30.0  # seconds for one health check


class Containers:
    """What the `container` fixture gives: a look at the stage's containers from outside."""

    def __init__(self, project: Project, file: Path) -> None:
        self._project = project
        self._file = file

    def inspect(self, service: str = "api") -> dict[str, Any]:
        found: dict[str, Any] = _of_app(lambda: docker_json("inspect", self._project.container(service))[0])
        return found

    def exec(self, service: str, *argv: str) -> str:
        return str(_of_app(lambda: self._project.ask("exec", "-T", service, *argv)))

    def health(self, service: str = "api", patience: float = 60.0) -> str:
        """Return what Docker thinks of a container, once it has made up its mind."""
        deadline = time.monotonic() + patience
        while True:
            found = self.inspect(service)["State"].get("Health", {}).get("Status", "no health check")
            if found != "starting" or time.monotonic() > deadline:
                return str(found)
            time.sleep(0.2)  # what is waited for is Docker's own first probe

    def is_healthy_alone(self, service: str = "api") -> bool:
        """Run a service's health check in a container of its image where the service itself does not run."""
        container = self.inspect(service)
        kind, *check = (container["Config"].get("Healthcheck") or {}).get("Test") or ["NONE"]
        words = ["/bin/sh", "-c", *check] if kind == "CMD-SHELL" else check
        if not words:
            return False
        alone = ["run", "--rm", "--network", "none", "--entrypoint", words[0], container["Image"]]
        try:
            docker(*alone, *words[1:], timeout=CHECKING)
        except DockerFault:
            return False
        return True

    def files(self, service: str = "api") -> list[str]:
        """Return the path of every file in a service's container, what its image brought included."""
        export = ["docker", "export", self._project.container(service)]
        with (
            subprocess.Popen(export, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process,
            tarfile.open(fileobj=process.stdout, mode="r|") as archive,
        ):
            return [f"/{member.name}" for member in archive if member.isfile()]

    def config(self) -> dict[str, Any]:
        own = ["compose", "--env-file", "/dev/null", "-f", str(self._file), "config", "--format", "json"]
        found: dict[str, Any] = _of_app(lambda: docker_json(*own))
        return found

    def image(self, service: str = "api") -> dict[str, Any]:
        name = self.inspect(service)["Image"]
        found: dict[str, Any] = _of_app(lambda: docker_json("image", "inspect", name)[0])
        return found


def _of_app(ask: Callable[[], Any]) -> Any:  # noqa: ANN401 - what it is asked
    """Ask docker about the app's containers; a refusal is the app's fault."""
    try:
        return ask()
    except DockerFault as fault:
        raise AppFault(f"docker: {fault}") from None


def state_of(container: str) -> dict[str, Any]:
    try:
        found: dict[str, Any] = docker_json("inspect", "--format", "{{json .State}}", container)
    except DockerFault as fault:
        return {"Running": False, "ExitCode": -1, "Error": str(fault)}
    return found


def environment_of(container: str) -> dict[str, str]:
    pairs = docker_json("inspect", "--format", "{{json .Config.Env}}", container) or []
    return {name: value for name, _, value in (pair.partition("=") for pair in pairs)}


def logs_of(container: str) -> str:
    with contextlib.suppress(DockerFault):
        return docker("logs", container, errors_too=True)
    return ""
