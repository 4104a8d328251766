"""The servers beside an app that runs as a process: started for one run, and ended with it."""

from collections.abc import Collection
from pathlib import Path

from course.services import NoService, Postgres, Redis, Service
from course.services.postgres import PostgresServer
from course.services.redis import RedisServer


class Beside:
    """What was needed and could be had; what could not, with the reason."""

    def __init__(self, run_folder: Path) -> None:
        self._run_folder = run_folder
        self._redis: RedisServer | None = None
        self._postgres: PostgresServer | None = None
        self._missing: dict[str, str] = {}

    def start(self, needed: Collection[str]) -> None:
        """Start what is needed; a program that is not installed is noted, and asked about later."""
        for name, start in (("redis", self._start_redis), ("postgres", self._start_postgres)):
            try:
                if name in needed:
                    start()
            except NoService as reason:
                self._missing[name] = str(reason)

    def service(self, name: str) -> Service:
        if name == "redis" and self._redis:
            return Redis(self._redis)
        if name == "postgres" and self._postgres:
            return Postgres(self._postgres)
        raise NoService(self._missing.get(name, f"no check asked for {name} before"))

    def settings(self) -> dict[str, str]:
        """Return what one instance of the app is told: one Redis for all of them, a database for each."""
        found = {"REDIS_URL": self._redis.url} if self._redis else {}
        return found | ({"DATABASE_URL": self._postgres.new_database()} if self._postgres else {})

    def fault(self) -> str:
        return next(filter(None, (server.fault() for server in self._running)), "")

    def close(self) -> None:
        for server in self._running:
            server.close()

    @property
    def _running(self) -> list[RedisServer | PostgresServer]:
        return [server for server in (self._redis, self._postgres) if server]

    def _start_redis(self) -> None:
        self._redis = RedisServer(self._run_folder)
        self._redis.start()

    def _start_postgres(self) -> None:
        self._postgres = PostgresServer(self._run_folder)
        self._postgres.start()
