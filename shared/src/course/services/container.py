"""A server as a service of the stage's compose file."""

import time

from course.faults import HarnessError
from course.targets.docker import DockerFault, Project, docker

PATIENCE = 30.0  # seconds for a start
POLL = 0.1
CLIENTS = {  # each server's own client, in its own container, as its own user
    "redis-cli": ("redis-cli",),
    "psql": ("sh", "-c", 'exec psql --username="${POSTGRES_USER:-postgres}" "$@"', "psql"),
}
PROBES = {"redis": ("redis-cli", "PING"), "postgres": ("psql", "--dbname=postgres", "--command=SELECT 1")}


class ContainerServer:
    """Stops, holds still and asks one container of a project."""

    def __init__(self, project: Project, name: str, url: str) -> None:
        self._project = project
        self._name = name
        self.url = url

    def start(self) -> None:
        self._compose("start", self._name)
        deadline = time.monotonic() + PATIENCE
        while True:
            try:
                self.run(*PROBES[self._name])
            except HarnessError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(POLL)
            else:
                return

    def stop(self) -> None:
        self.resume()
        self._compose("stop", self._name)

    def pause(self) -> None:
        if not self._is_paused:
            self._compose("pause", self._name)

    def resume(self) -> None:
        if self._is_paused:
            self._compose("unpause", self._name)

    def run(self, *argv: str) -> str:
        program, *words = argv
        return self._compose("exec", "-T", self._name, *CLIENTS[program], *words)

    @property
    def _is_paused(self) -> bool:
        container = self._project.container(self._name)
        return docker("inspect", "--format", "{{.State.Paused}}", container).strip() == "true"

    def _compose(self, *argv: str) -> str:
        try:
            return self._project.ask(*argv)
        except DockerFault as fault:
            raise HarnessError(f"{self._name}: docker compose {argv[0]}: {fault}") from None
