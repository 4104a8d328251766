"""How fast the capstone is, beside stage 2 and the simulator that both ask: one process each, in one run."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import tempfile
from dataclasses import asdict, dataclass, field
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING

import aiohttp
import psycopg
from crowd import percentile
from load import Job
from servers import load
from stage_7_parts import PROJECTS, STAGE, Person, Replica, environment, invite

from course.services.postgres import PostgresServer
from course.services.redis import RedisServer
from course.simulator import start_simulator

if TYPE_CHECKING:
    import argparse

    from servers import Measured

    from course.simulator import Simulator

ADA = Person("ada")
JSON = {"content-type": "application/json"}
DIRECT = {
    "model": "claude-haiku-4-5",
    "max_tokens": 12,
    "messages": [{"role": "user", "content": "What is SSE?"}],
}
ASKED = {"message": "What is SSE?", "max_tokens": 12}
ALONE = 200  # requests, one after the other


@dataclass
class Place:
    """Something that answers, and how it is asked."""

    name: str
    server: Measured
    port: int
    path: str
    headers: dict[str, str]
    body: dict[str, object]
    stream: tuple[str, dict[str, object]] | None = None  # path and body, where it has one
    figures: dict[str, float | None] = field(default_factory=dict)

    def measure(self, seconds: float) -> None:
        """Ask as fast as sixteen connections can, and then one by one."""
        job = Job(self.port, self.path, self.headers, json.dumps(self.body), seconds=1)
        load(self.server, job)  # warm
        found = load(self.server, Job(**{**asdict(job), "seconds": seconds}))
        took = asyncio.run(one_by_one(self, self.path, self.body, first=False))
        first = asyncio.run(one_by_one(self, *self.stream, first=True)) if self.stream else []
        self.figures = {
            "requests/s": round(found.each_second("requests")),
            "requests/s of one core": round(found.on_one_core("requests")),
            "ms p50": round(percentile(took, 50), 2),
            "ms p99": round(percentile(took, 99), 2),
            "first token ms p50": round(percentile(first, 50), 2) if first else None,
            "first token ms p99": round(percentile(first, 99), 2) if first else None,
        }


async def one_by_one(place: Place, path: str, body: dict[str, object], *, first: bool) -> list[float]:
    """Return how long each of many requests took, to its last byte or to its first one."""
    took = []
    async with aiohttp.ClientSession(f"http://127.0.0.1:{place.port}") as session:
        for _ in range(ALONE):
            begun = perf_counter()
            async with session.post(path, json=body, headers=place.headers) as reply:
                reply.raise_for_status()
                if first:
                    await reply.content.readany()
                    took.append(perf_counter() - begun)
                await reply.read()
            if not first:
                took.append(perf_counter() - begun)
    return took


@dataclass
class Itself:
    """The simulator as something that is measured."""

    simulator: Simulator

    def cpu(self) -> float:
        return self.simulator.process.cpu_seconds()


def speed(options: argparse.Namespace) -> tuple[dict[str, bool], dict[str, object]]:
    """Return what each does, and how the capstone compares."""
    seconds = min(5.0, options.seconds / 4)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        simulator = start_simulator(folder / "simulator.log").wait()
        redis, postgres = RedisServer(folder), PostgresServer(folder)
        redis.start()
        postgres.start()
        replicas: list[Replica] = []
        try:
            env = environment(simulator.data_url)
            embedded = env | {"DATABASE_URL": f"sqlite:///{folder}/capstone.db"}
            whole = env | {"DATABASE_URL": postgres.new_database(), "REDIS_URL": redis.url}
            for told in (embedded, whole):
                migrate(told)
                invite_ada(told["DATABASE_URL"])
            replicas += [Replica(folder, "stage-2", env, PROJECTS / "02_single_provider_chat")]
            replicas += [Replica(folder, "embedded", embedded), Replica(folder, "whole", whole)]
            for replica in replicas:
                replica.wait()
            places = [direct(simulator), second(replicas[0]), capstone("capstone, SQLite", replicas[1])]
            places.append(capstone("capstone, PostgreSQL and Redis", replicas[2]))
            for place in places:
                place.measure(seconds)
            for place, replica in zip(places[1:], replicas, strict=True):
                place.figures["MiB"] = round(replica.memory())
        finally:
            for replica in replicas:
                replica.process.stop()
            postgres.close()
            redis.close()
            simulator.stop()
    return {}, {place.name: place.figures for place in places} | {"ratios": ratios(places)}


def migrate(env: dict[str, str]) -> None:
    argv = [sys.executable, "-m", "app.database"]
    subprocess.run(argv, cwd=STAGE, env=env, check=True, stdout=subprocess.DEVNULL)  # noqa: S603 - our own module


def invite_ada(url: str) -> None:
    """Give ada an account and a key, in either database."""
    if url.startswith("postgresql"):
        with psycopg.connect(url) as database:
            invite(database, [ADA])
        return
    import sqlite3  # noqa: PLC0415 - only here

    with sqlite3.connect(url.removeprefix("sqlite:///")) as database:
        database.execute(
            "INSERT INTO users VALUES ('user_ada', 'ada', '', 'user', 'premium', 0, '2026-01-01 00:00:00')"
        )
        database.execute(
            "INSERT INTO api_keys (id, user_id, name, digest, scopes, created_at) "
            "VALUES ('key_ada', 'user_ada', 'load', ?, 'chat models', '2026-01-01 00:00:00')",
            (ADA.digest,),
        )


def direct(simulator: Simulator) -> Place:
    port = int(simulator.data_url.rpartition(":")[2])
    headers = JSON | {"x-api-key": "sk-sim-load", "anthropic-version": "2026-10-21"}
    path = "/anthropic/v1/messages"
    body: dict[str, object] = dict(DIRECT)
    return Place(
        "simulator alone", Itself(simulator), port, path, headers, body, (path, body | {"stream": True})
    )


def second(replica: Replica) -> Place:
    return Place("stage 2", replica, replica.port, "/v1/chat", JSON, dict(ASKED))


def capstone(name: str, replica: Replica) -> Place:
    headers = JSON | {"x-api-key": ADA.key}
    stream = ("/v1/chat/stream", dict[str, object](ASKED))
    return Place(name, replica, replica.port, "/v1/chat", headers, dict(ASKED), stream)


def ratios(places: list[Place]) -> dict[str, float]:
    """Return how many times as long the capstone takes."""
    alone, two, *capstones = places
    found = {}
    for place in capstones:
        for other, what in (
            (two, "ms p50"),
            (two, "ms p99"),
            (alone, "ms p50"),
            (alone, "first token ms p50"),
        ):
            mine, theirs = place.figures[what], other.figures[what]
            if mine and theirs:
                found[f"{place.name} to {other.name}, {what}"] = round(mine / theirs, 1)
        cores = (two.figures["requests/s of one core"], place.figures["requests/s of one core"])
        if cores[0] and cores[1]:
            found[f"{place.name} to {two.name}, CPU of a request"] = round(cores[0] / cores[1], 1)
    return found
