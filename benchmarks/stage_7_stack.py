"""The capstone as it runs in production, as processes: nginx, three replicas, PostgreSQL, Redis."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING, Any, Self

import psycopg
from stage_7_parts import STAGE, Replica, control, environment, invite, wait_for

from course.ports import free_port
from course.process import Process
from course.services.postgres import PostgresServer
from course.services.redis import RedisServer
from course.simulator import start_simulator

if TYPE_CHECKING:
    from pathlib import Path

    from stage_7_parts import Person

PACE = ("--time-to-first-token", "0.2", "--tokens-per-second", "40")


class Capstone:
    """All of it, in one folder; each process is ended by its own id."""

    def __init__(self, folder: Path, people: list[Person], replicas: int = 3) -> None:
        self.folder, self.people = folder, people
        self.simulator = start_simulator(folder / "simulator.log", *PACE).wait()
        self.redis, self.postgres = RedisServer(folder), PostgresServer(folder)
        self.redis.start()
        self.postgres.start()
        self.database = self.postgres.new_database()
        env = environment(self.simulator.data_url)
        env |= {"DATABASE_URL": self.database, "REDIS_URL": self.redis.url, "MIGRATE_AT_START": "false"}
        subprocess.run([sys.executable, "-m", "app.database"], cwd=STAGE, env=env, check=True, stdout=2)
        with psycopg.connect(self.database) as database:
            invite(database, people)
        self.replicas = [Replica(folder, f"api-{n}", env) for n in range(1, replicas + 1)]
        for replica in self.replicas:
            replica.wait()
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.door = Process(self._nginx(), cwd=folder, env=dict(os.environ), log=folder / "nginx.log")
        wait_for(self.url, self.door)

    def _nginx(self) -> list[str]:
        """Write the stage's own nginx.conf, for addresses and not a name; return the command."""
        ours = (STAGE / "nginx.conf").read_text(encoding="utf-8")
        ours = re.sub(r"resolver .*", "", ours).replace("http://$service:8000", "http://$service")
        ours = ours.replace("listen 80;", f"listen 127.0.0.1:{self.port};")
        ours = re.sub(r"access_log .*", "access_log off;", ours)
        servers = " ".join(f"server 127.0.0.1:{replica.port};" for replica in self.replicas)
        paths = "".join(
            f"{kind}_temp_path {self.folder}/{kind};"
            for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        )
        head = f"daemon off; worker_processes 1; pid {self.folder}/nginx.pid; error_log stderr warn;\n"
        head += "user root;\n" if os.geteuid() == 0 else ""  # or it cannot write into our folder
        events = "events { worker_connections 4096; }\n"
        file = self.folder / "nginx.conf"
        file.write_text(
            f"{head}{events}http {{ {paths} upstream api {{ {servers} }}\n{ours}\n}}\n", encoding="utf-8"
        )
        return [shutil.which("nginx") or "nginx", "-c", str(file), "-p", str(self.folder), "-e", "stderr"]

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.door.stop()
        for replica in self.replicas:
            replica.process.stop()
        self.postgres.close()
        self.redis.close()
        self.simulator.stop()

    def script(self, *rules: dict[str, Any]) -> None:
        """Tell the simulator which requests meet which fault."""
        control(self.simulator.control_url, "PUT", "/script", {"rules": rules})

    def journal(self, after: int) -> list[dict[str, Any]]:
        """Return what the provider saw after a request's number."""
        found: list[dict[str, Any]] = control(self.simulator.control_url, "GET", f"/journal?after={after}")[
            "requests"
        ]
        return found

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        with psycopg.connect(self.database) as database:
            return database.execute(query).fetchall()
