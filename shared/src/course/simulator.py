"""Start the provider simulator as a process, for a check or for `course run`."""

import os
import re
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Self

from course.faults import HarnessError
from course.process import Process, tail

READY = re.compile(r"^provider simulator: data (\S+) control (\S+)$", re.MULTILINE)
TIMEOUT = 20.0


class Simulator:
    """A running simulator: its two addresses, and its end."""

    def __init__(self, process: Process) -> None:
        self.process = process
        self.data_url, self.control_url = "", ""

    def wait(self) -> Self:
        """Return once both listeners accept."""
        deadline = time.monotonic() + TIMEOUT
        while not (ready := READY.search(self.process.log_text())):
            if (code := self.process.exit_code()) is not None:
                said = " ".join(tail(self.process.log_text(), 1))
                raise HarnessError(f"the simulator ended with exit code {code}: {said}")
            if time.monotonic() > deadline:
                raise HarnessError(f"the simulator was not ready within {TIMEOUT:g} s")
            time.sleep(0.01)
        self.data_url, self.control_url = ready.groups()
        return self

    def stop(self) -> None:
        """End it at once: it holds nothing that could be lost."""
        self.process.stop(grace=0)


def start_simulator(log: Path, *arguments: str, ports: Sequence[int] = (0, 0)) -> Simulator:
    """Start a simulator, on free ports unless told; `wait()` for it before use."""
    argv = [sys.executable, "-m", "provider_simulator"]
    argv += ["--port", str(ports[0]), "--control-port", str(ports[1]), *arguments]
    env = {
        name: value for name, value in os.environ.items() if not name.startswith(("UVICORN_", "PYTHONPATH"))
    }
    return Simulator(Process(argv, cwd=log.parent, env=env, log=log))
