"""The docker command line, as far as checks need it."""

import json
import shutil
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from course.process import WATCH
from course.usage import WrongUsage

ENGINE_TIMEOUT = 20.0
DOWN = ("down", "--volumes", "--remove-orphans", "--timeout", "2")

Say = Callable[[str], None]


class DockerFault(Exception):  # noqa: N818 - whoever asked knows whose fault it is
    """A docker command that failed; the text is the end of what it said."""


def require_engine() -> None:
    """Refuse the compose target where there is no engine with compose."""
    if shutil.which("docker") is None:
        raise WrongUsage("--target compose: there is no docker command on this machine")
    for argv, what in (
        (["compose", "version"], "docker has no compose plugin"),
        (["info"], "no engine answers"),
    ):
        try:
            docker(*argv, timeout=ENGINE_TIMEOUT)
        except DockerFault as fault:
            raise WrongUsage(f"--target compose: {what}: {fault}") from None


def docker(*argv: str, timeout: float | None = None, errors_too: bool = False) -> str:
    """Run a docker command; return what it printed, with what it printed as errors if wanted."""
    try:
        done = subprocess.run(
            ["docker", *argv],
            check=False,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT if errors_too else subprocess.PIPE,
            text=True,
            errors="replace",
            timeout=timeout,
            stdin=subprocess.DEVNULL,
        )
    except subprocess.TimeoutExpired:
        raise DockerFault(f"docker {argv[0]} did not end within {timeout:g} s") from None
    if done.returncode != 0:
        raise DockerFault(
            last_line(done.stderr or "") or last_line(done.stdout) or f"exit code {done.returncode}"
        )
    return done.stdout


def docker_json(*argv: str) -> Any:  # noqa: ANN401 - JSON
    return json.loads(docker(*argv))


def last_line(text: str) -> str:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[-1] if lines else ""


class Project:
    """One compose project: the stage's own file with ours over it, under a name of its own."""

    def __init__(self, name: str, file: Path, override: Path, log: Path) -> None:
        self.name = name
        self.log = log
        self._files = [
            "--project-name",
            name,
            "--env-file",
            "/dev/null",
            "-f",
            str(file),
            "-f",
            str(override),
        ]

    def run(self, *argv: str, say: Say) -> None:
        """Run a long compose command; its output goes to the log, its last line to whoever waits."""
        with self.log.open("ab") as output:
            begin = output.tell()
            process = subprocess.Popen(
                ["docker", "compose", "--progress", "plain", *self._files, *argv],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
            )
        try:
            while process.poll() is None:
                say(last_line(self.text(begin)))
                self._wait_a_little(process)
        except BaseException:
            process.terminate()
            process.wait()
            raise
        if process.returncode != 0:
            raise DockerFault(last_line(self.text(begin)) or f"exit code {process.returncode}")

    def ask(self, *argv: str) -> str:
        """Run a short compose command; return what it printed."""
        return docker("compose", *self._files, *argv)

    def container(self, service: str) -> str:
        """Return the id of a service's container, running or not."""
        return last_line(self.ask("ps", "--all", "--quiet", service))

    def text(self, begin: int = 0) -> str:
        return self.log.read_bytes()[begin:].decode(errors="replace")

    def promise_down(self, images: Sequence[str]) -> None:
        """Have the project and its images taken away even if this process is killed."""
        WATCH.tell(**{"finally": ["docker", "compose", "--project-name", self.name, *DOWN]})
        WATCH.tell(**{"finally": ["docker", "image", "rm", "--force", *images]})

    def down(self) -> None:
        docker("compose", "--project-name", self.name, *DOWN)

    @staticmethod
    def _wait_a_little(process: subprocess.Popen[bytes]) -> None:
        try:
            process.wait(0.1)
        except subprocess.TimeoutExpired:
            return
