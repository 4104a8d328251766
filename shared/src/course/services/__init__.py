"""The real servers that a stage needs beside its provider; checks stop them, hold them still and look in."""

from typing import Protocol

from course.faults import CourseError

NAMES = ("redis", "postgres")
VARIABLES = {"redis": "REDIS_URL", "postgres": "DATABASE_URL"}


class NoService(CourseError):  # noqa: N818 - a reason to skip a check, not a failure of anything
    """A server that cannot be had here; the text says why."""


class Server(Protocol):
    """A running server, on this machine or in a container."""

    url: str  # as the app is told it

    def start(self) -> None:
        """Start it again; one that runs stays as it is."""

    def stop(self) -> None:
        """End it; what it holds is kept for its next start."""

    def pause(self) -> None:
        """Hold it still: connections are accepted, and nothing is answered."""

    def resume(self) -> None:
        """Let it go on."""

    def run(self, *argv: str) -> str:
        """Run one of the server's own client programs on it; return what it printed."""


class Service:
    """What the fixtures of all servers can do."""

    def __init__(self, server: Server) -> None:
        self._server = server

    @property
    def url(self) -> str:
        return self._server.url

    def start(self) -> None:
        self._server.start()

    def stop(self) -> None:
        self._server.stop()

    def pause(self) -> None:
        self._server.pause()

    def resume(self) -> None:
        self._server.resume()


class Redis(Service):
    """A real Redis; `ask` looks in as `redis-cli` does."""

    def ask(self, *words: str) -> str:
        """Send one command; return the reply as lines of text."""
        return self._server.run("redis-cli", "--raw", *words)

    def keys(self, pattern: str = "*") -> list[str]:
        return list(filter(None, self.ask("KEYS", pattern).split("\n")))

    def flush(self) -> None:
        """Forget everything."""
        self.ask("FLUSHALL", "SYNC")


class Postgres(Service):
    """A real PostgreSQL; each instance of the app has a database of its own, named in its DATABASE_URL."""

    def query(self, sql: str, database: str) -> list[list[str]]:
        """Run one statement in the database of a DATABASE_URL; return the rows, each value as text."""
        name = database.rpartition("/")[2].partition("?")[0]
        words = ("--no-psqlrc", "--quiet", "--no-align", "--tuples-only", "--field-separator=\x1f")
        said = self._server.run("psql", *words, f"--dbname={name}", f"--command={sql}")
        return [line.split("\x1f") for line in said.splitlines() if line]


KINDS: dict[str, type[Service]] = {"redis": Redis, "postgres": Postgres}
