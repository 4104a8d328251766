"""The servers under measurement and the load they get; both are other processes."""

from __future__ import annotations

import http.client
import json
import os
import re
import subprocess
import sys
from dataclasses import asdict, dataclass
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Any, Protocol, Self

import psutil
from load import Job, Result

if TYPE_CHECKING:
    from collections.abc import Callable

HERE = Path(__file__).parent
SIMULATOR = ["-m", "provider_simulator", "--port", "0", "--control-port", "0"]
HELLO = [str(HERE / "hello.py")]
# Some machines export it; a start without bytecode would measure the compiler.
ENVIRONMENT = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


def spawn(*arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(  # noqa: S603 - our own scripts
        [sys.executable, *arguments],
        env=ENVIRONMENT,
        text=True,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )


class Measured(Protocol):
    """A server that tells how many seconds of CPU it has used."""

    def cpu(self) -> float: ...


class Server:
    """One server process: started, timed until its ready line, ended by its own pid."""

    def __init__(self, command: list[str]) -> None:
        self.command = command

    def __enter__(self) -> Self:
        begun = perf_counter()
        self.process = spawn(*self.command)
        line = self.process.stdout.readline() if self.process.stdout else ""
        self.ready_after = perf_counter() - begun
        ports = [int(port) for port in re.findall(r"http://[^ ]*:(\d+)", line)]
        if not ports:
            self.__exit__()
            raise SystemExit(f"{' '.join(self.command)} did not become ready: {line or 'no output'}")
        self.port, self.control_port = ports[0], ports[-1]
        self.usage = psutil.Process(self.process.pid)
        return self

    def __exit__(self, *_: object) -> None:
        self.process.terminate()
        try:
            self.process.wait(5)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def rss(self) -> float:
        """Resident memory in MiB."""
        return self.usage.memory_info().rss / 2**20

    def cpu(self) -> float:
        times = self.usage.cpu_times()
        return times.user + times.system

    def control(self, method: str, path: str, body: Any = None) -> None:  # noqa: ANN401 - any JSON value
        connection = http.client.HTTPConnection("127.0.0.1", self.control_port, timeout=30)
        connection.request(method, path, json.dumps(body), {"content-type": "application/json"})
        reply = connection.getresponse()
        text = reply.read().decode()
        connection.close()
        if reply.status >= 400:
            raise SystemExit(f"{method} {path} answered {reply.status}: {text}")


@dataclass
class Load:
    """What a load got from a server, and the CPU seconds the server spent on it."""

    result: Result
    cpu: float

    def each_second(self, what: str) -> float:
        return float(getattr(self.result, what)) / self.result.seconds

    def on_one_core(self, what: str) -> float:
        """How many a second one fully used core gives: what it costs, whoever else uses the machine."""
        return float(getattr(self.result, what)) / self.cpu


def load(server: Measured, job: Job, while_open: Callable[[], None] = lambda: None) -> Load:
    """Run one job in a load generator of its own and see that nothing failed."""
    cpu = server.cpu()
    generator = spawn(str(HERE / "load.py"))
    output, _ = _talk(generator, job, while_open)
    if generator.returncode:
        raise SystemExit(f"the load generator failed for {job.path}")
    result = Result(**json.loads(output))
    if result.failed:
        what = f"{result.failed} of {result.requests} requests to {job.path} failed"
        raise SystemExit(f"{what}: {result.last_failure}")
    return Load(result, server.cpu() - cpu)


def _talk(generator: subprocess.Popen[str], job: Job, while_open: Callable[[], None]) -> tuple[str, str]:
    try:
        if generator.stdin and generator.stdout:
            generator.stdin.write(json.dumps(asdict(job)) + "\n")
            generator.stdin.flush()
            if job.holds and generator.stdout.readline().strip() == "open":
                while_open()
        return generator.communicate()
    finally:
        generator.kill()
