"""What the tests of this stage share: its databases, and an application in front of scripted models."""

import os
import shutil
import socket
import subprocess
from pathlib import Path

import psycopg
import pytest

from app.database import open_database
from app.database.migrate import migrate
from app.database.url import target_of

PROGRAMS = Path("/usr/lib/postgresql/15/bin")


class Postgres:
    """A PostgreSQL of our own; every test gets a database of its own in it."""

    def __init__(self, folder):
        self._data = folder / "data"
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self._port = free.getsockname()[1]
        self._folder = folder
        self._databases = 0

    def _run(self, program, *words):
        path = shutil.which(program) or PROGRAMS / program
        user = {"user": "nobody"} if os.geteuid() == 0 else {}
        subprocess.run([path, *words], check=True, stdout=subprocess.DEVNULL, cwd=self._folder, **user)

    def start(self):
        self._run("initdb", "-D", self._data, "-U", "course", "-A", "trust", "-E", "UTF8", "--no-sync")
        options = f"-p {self._port} -c listen_addresses=127.0.0.1 -c fsync=off -k {self._folder}"
        self._run("pg_ctl", "-D", self._data, "-w", "-l", self._folder / "log", "-o", options, "start")

    def stop(self):
        self._run("pg_ctl", "-D", self._data, "-m", "immediate", "-w", "stop")

    def restart(self):
        options = f"-p {self._port} -c listen_addresses=127.0.0.1 -c fsync=off -k {self._folder}"
        self._run(
            "pg_ctl",
            "-D",
            self._data,
            "-m",
            "fast",
            "-w",
            "-l",
            self._folder / "log",
            "-o",
            options,
            "restart",
        )

    def new_database(self):
        self._databases += 1
        name = f"test{self._databases}"
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}")
        return self.url(name)

    def url(self, name):
        return f"postgresql://course@127.0.0.1:{self._port}/{name}"


@pytest.fixture(scope="session")
def postgres(tmp_path_factory):
    if not (shutil.which("initdb") or (PROGRAMS / "initdb").is_file()):
        pytest.skip("PostgreSQL's initdb is not installed here")
    folder = Path(shutil.os.path.realpath(tmp_path_factory.mktemp("postgres")))
    for parent in (folder, *folder.parents[:2]):
        parent.chmod(0o755)
    if os.geteuid() == 0:
        shutil.chown(folder, "nobody")
    server = Postgres(folder)
    server.start()
    yield server
    server.stop()


@pytest.fixture(params=["sqlite", "postgres"])
def target(request, tmp_path):
    """An empty database, of either kind."""
    if request.param == "sqlite":
        return target_of(f"sqlite:///{tmp_path}/test.db")
    return target_of(request.getfixturevalue("postgres").new_database())


@pytest.fixture
async def database(target):
    """A database at its newest version."""
    await migrate(target)
    async with open_database(target, pool_size=10) as opened:
        yield opened
