"""A real redis-server for one run."""

import contextlib
import shutil
import socket
from pathlib import Path

from course.services import NoService
from course.services.local import HOST, LocalServer


class RedisServer(LocalServer):
    """Keeps what it holds over a restart, and nothing beyond the run."""

    name = "redis"

    def __init__(self, run_folder: Path) -> None:
        find_programs()
        super().__init__(run_folder)
        self.url = f"redis://{HOST}:{self.port}/0"

    def argv(self) -> list[str]:
        settings = {"bind": HOST, "port": str(self.port), "dir": str(self.folder), "daemonize": "no"}
        settings |= {"save": "", "appendonly": "yes", "appendfsync": "no"}
        return ["redis-server", *(word for name, value in settings.items() for word in (f"--{name}", value))]

    def answers(self) -> bool:
        with contextlib.suppress(OSError), socket.create_connection((HOST, self.port), 1.0) as connection:
            connection.sendall(b"PING\r\n")
            return connection.recv(5) == b"+PONG"
        return False

    def run(self, *argv: str) -> str:
        program, *words = argv
        return self.call(program, "-h", HOST, "-p", str(self.port), *words)


def find_programs() -> None:
    """See that Redis's programs are here (NoService: they are not)."""
    for program in ("redis-server", "redis-cli"):
        if shutil.which(program) is None:
            raise NoService(
                f"there is no {program} on this machine; install it to prove what needs a real Redis"
            )
