"""Start a stage and its simulator where people look for them, and end both."""

import os
import shutil
import socket
import sys
import tempfile
from pathlib import Path
from types import TracebackType
from typing import Self

from course.faults import DoesNotStart, HarnessError
from course.ports import free_port
from course.process import Process
from course.provider import Provider
from course.run.extras import Extras
from course.run.settings import SIMULATOR_KEY, Settings
from course.simulator import Simulator, start_simulator
from course.stage import Stage
from course.targets.ready import wait_until_ready
from course.usage import WrongUsage

HOST = "127.0.0.1"
SIMULATOR_PORT = 9100
PACE = ("--time-to-first-token", "0.4", "--tokens-per-second", "40")
READY_TIMEOUT = 120.0  # seconds: the first start of a fresh clone compiles all that it imports


class Launch:
    """The processes of one `course run`; they end with the `with` block."""

    def __init__(
        self, stage: Stage, settings: Settings, *, port: int | None, simulator_port: int | None
    ) -> None:
        self.stage, self.settings = stage, settings
        self.port = settings.port(stage, port) or free_port()
        self.url = f"http://{HOST}:{self.port}"
        self.simulator: Simulator | None = None
        self.provider: Provider | None = None
        self.notes: list[str] = []
        self.extras: Extras | None = None
        self._simulator_port = simulator_port
        self._path = _search_path(stage)

    def __enter__(self) -> Self:
        self._scratch = tempfile.TemporaryDirectory(prefix="course-run-", ignore_cleanup_errors=True)
        self.folder = Path(self._scratch.name)
        self.processes: dict[str, Process] = {}
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for process in reversed(self.processes.values()):
            process.stop()
        if self.extras:
            self.extras.close()
        if self.provider:
            self.provider.close()
        self._scratch.cleanup()

    def start(self, *, quiet: bool) -> None:
        """Start both and wait until they answer."""
        argv = self._command()
        _refuse_a_port_in_use(self.port, "--port")
        if "provider" in self.stage.services:
            self._start_simulator(quiet=quiet)
        self.extras = Extras(self.stage, self.settings.values, self.folder)
        self.notes += self.extras.notes
        env = self.settings.environment(self._data_url, self.folder) | self.extras.env
        env |= {"PATH": self._path, "HOST": HOST, "PORT": str(self.port)}
        log = self.folder / "stage.log"
        process = Process(argv, cwd=self.stage.folder, env=env, log=log)
        self.processes[f"stage {self.stage.number}"] = process
        try:
            wait_until_ready(
                self.url, self.stage.ready, READY_TIMEOUT, exit_code=process.exit_code, log=process.log_text
            )
        except DoesNotStart as fault:
            if "address already in use" in fault.log.lower():
                raise _in_use(self.port, "--port") from None
            raise

    @property
    def credentials(self) -> dict[str, str]:
        """The headers by which the stage knows who asks."""
        return self.extras.credentials if self.extras else {}

    @property
    def _data_url(self) -> str | None:
        return self.simulator.data_url if self.simulator else None

    def _start_simulator(self, *, quiet: bool) -> None:
        """Start it on the ports where people look for it, or on free ones when those are in use."""
        wanted = self._simulator_port or (0 if quiet else SIMULATOR_PORT)
        try:
            self._open_simulator((wanted, wanted + 1) if wanted else (0, 0))
        except HarnessError as error:
            # Asked after the fact: whoever looks for a free port first may find it taken a moment later.
            if "address already in use" not in str(error).lower():
                raise
            if self._simulator_port:
                taken = wanted if f" {wanted} " in str(error) else wanted + 1
                raise _in_use(taken, "--simulator-port") from None
            self.notes.append(
                f"Port {wanted} or {wanted + 1} is in use, so the simulator has free ports instead."
            )
            self._open_simulator((0, 0))

    def _open_simulator(self, ports: tuple[int, int]) -> None:
        log = self.folder / "simulator.log"
        log.unlink(missing_ok=True)
        simulator = start_simulator(log, *PACE, "--log-level", "info", ports=ports)
        self.processes["provider"] = simulator.process
        simulator.wait()
        self.simulator = simulator
        self.provider = Provider(simulator.control_url, data_url=simulator.data_url, key=SIMULATOR_KEY)

    def _command(self) -> list[str]:
        program, *rest = self.stage.command(HOST, self.port)
        local = self.stage.folder / program
        found = str(local) if os.sep in program else shutil.which(program, path=self._path)
        if not found or not os.access(found, os.X_OK):
            raise WrongUsage(f"{self.stage.folder / 'stage.toml'}: run: there is no command {program}")
        return [found, *rest]


def _search_path(stage: Stage) -> str:
    """Return PATH with the stage's own environment first, else the one this runs in."""
    own = stage.folder / ".venv" / ("Scripts" if os.name == "nt" else "bin")
    first = own if own.is_dir() else Path(sys.executable).parent
    return os.pathsep.join([str(first), os.environ.get("PATH", os.defpath)])


def _is_in_use(port: int) -> bool:
    with socket.socket() as probe:
        if os.name != "nt":  # there it would let two programs share a port
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return True
    return False


def _refuse_a_port_in_use(port: int, flag: str) -> None:
    if _is_in_use(port):
        raise _in_use(port, flag)


def _in_use(port: int, flag: str) -> WrongUsage:
    return WrongUsage(f"port {port} is in use; end what listens there, or choose another with {flag}")
