"""A real PostgreSQL for one run: one cluster, and a database for each instance of the app."""

import contextlib
import os
import shutil
import signal
from pathlib import Path

from course.faults import HarnessError
from course.services import NoService
from course.services.local import HOST, LocalServer, unprivileged

PROGRAMS = ("initdb", "postgres", "createdb", "psql")
DEBIAN = Path("/usr/lib/postgresql")  # where its packages hide the server's programs from PATH
ELSEWHERE = ("opt/homebrew/opt/postgresql*/bin", "usr/local/pgsql/bin")  # Homebrew's, and whoever builds it
OWNER = "course"
FAST = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "max_connections": "200"}


class PostgresServer(LocalServer):
    """Trusts whoever asks on the loopback address; it holds nothing but what the checks wrote."""

    name = "postgres"
    ending = signal.SIGINT  # what PostgreSQL calls a fast shutdown

    def __init__(self, run_folder: Path) -> None:
        self.programs = find_programs()
        super().__init__(run_folder)
        self.url = f"postgresql://{OWNER}@{HOST}:{self.port}/postgres"
        self.account = unprivileged()
        if self.account:
            os.chown(self.folder, self.account.user, self.account.group)
        self._databases = 0
        how = ("--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync", "--no-instructions")
        self.call(str(self.programs / "initdb"), f"--pgdata={self._data}", f"--username={OWNER}", *how)

    def argv(self) -> list[str]:
        settings = {"listen_addresses": HOST, "port": str(self.port), "unix_socket_directories": ""} | FAST
        words = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
        return [str(self.programs / "postgres"), "-D", str(self._data), *words]

    def answers(self) -> bool:
        with contextlib.suppress(HarnessError):
            return self.run("psql", "--dbname=postgres", "--no-psqlrc", "--command=SELECT 1") != ""
        return False

    def new_database(self) -> str:
        """Make an empty database; return its URL."""
        self._databases += 1
        name = f"app_{self._databases}"
        self.run("createdb", name)
        return f"{self.url.rpartition('/')[0]}/{name}"

    def run(self, *argv: str) -> str:
        program, *words = argv
        where = (f"--host={HOST}", f"--port={self.port}", f"--username={OWNER}")
        return self.call(str(self.programs / program), *where, *words)

    @property
    def _data(self) -> Path:
        return self.folder / "data"


def find_programs() -> Path:
    """Return the folder with PostgreSQL's programs: on PATH, or the newest of Debian's, or Homebrew's."""
    on_path = shutil.which("initdb")
    versions = [path for path in DEBIAN.glob("*/bin") if path.parent.name.isdecimal()]
    newest = sorted(versions, key=lambda path: int(path.parent.name), reverse=True)
    others = [folder for pattern in ELSEWHERE for folder in sorted(Path("/").glob(pattern), reverse=True)]
    for folder in [*([Path(on_path).resolve().parent] if on_path else []), *newest, *others]:
        if all((folder / program).is_file() for program in PROGRAMS):
            return folder
    raise NoService(
        f"there is no PostgreSQL on this machine ({', '.join(PROGRAMS)}); install it to prove what needs it"
    )
