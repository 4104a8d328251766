"""Measure stage 5: what its middleware costs, and how it bears load, with faults and without.

    python benchmarks/stage_5.py overhead load redis stall worker --seconds 60

`overhead` compares the app with itself without middleware. The others run two workers, one Redis and a crowd,
while one in ten requests to the providers fails. Counts are exact, whatever the machine; times are figures.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import shutil
import sys
import tempfile
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from crowd import Got, Visit, crowd, percentile
from load import Job
from rich.console import Console
from servers import ENVIRONMENT, HERE, Server, load
from stage_5_stack import Stack, User

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

FAULTS = [
    {"kind": "status", "status": 503},
    {"kind": "status", "status": 429, "retry_after": 1},
    {"kind": "cut"},
    {"kind": "error_event", "after_tokens": 2},
    {"kind": "status", "status": 529},
]
MOST = 30_000  # requests to providers, in one script
Goals = dict[str, bool]


def one_in_ten() -> list[dict[str, object]]:
    """Return rules by which every tenth request fails, each kind in its turn."""
    step = 10 * len(FAULTS)
    return [
        {"fault": fault, "request": list(range(10 * (turn + 1), MOST, step))}
        for turn, fault in enumerate(FAULTS)
    ]


class Trial:
    """One stack, what is found out on it, and whether that is as it must be."""

    def __init__(self, stack: Stack, options: argparse.Namespace) -> None:
        self.stack, self.options = stack, options
        self.goals: Goals = {}
        self.figures: dict[str, object] = {}

    async def run(
        self, name: str, think: float, fault: Callable[[float], Awaitable[None]] | None = None
    ) -> Got:
        """Let the crowd in, and let a fault happen meanwhile."""
        seconds = self.options.seconds
        self.stack.script(*one_in_ten())
        least = self.options.limit + 2 if name == "load" else 0
        visit = Visit(name, seconds, think, least, probes=name == "stall")
        happening = fault(seconds) if fault else asyncio.sleep(0)
        got, _ = await asyncio.gather(crowd(self.stack.url, self.stack.users, visit), happening)
        self.figures[name] = {
            "requests": len(got.answers),
            "statuses": got.statuses(),
            "broken": len(got.broken),
            "ms p50 p99": [round(percentile(got.seconds, part)) for part in (50, 99)],
        }
        ours = got.of_our_own_making()
        self.goals[f"{name}: no failure of our own making, of {len(got.answers):,}: {ours[:3]}"] = not ours
        self.check_log(name, got)
        return got

    def check_log(self, name: str, got: Got) -> None:
        """Every answer has exactly one line, which says the same."""
        lines = list(self.stack.lines())
        access = [line for line in lines if line.get("logger") == "access"]
        mine = [line for line in access if line["request_id"].startswith(f"{name}-")]
        written = Counter(line["request_id"] for line in mine)
        lost = [id_ for id_ in got.answers if not written[id_]]
        doubled = [id_ for id_, times in written.items() if times > 1]
        strange = written.keys() - got.answers.keys() - set(got.broken)
        untrue = [
            line["request_id"] for line in mine
            if got.answers.get(line["request_id"], (line["status"],))[0] != line["status"]
        ]  # fmt: skip
        garbled = [line for line in lines if "garbled" in line]
        self.goals[f"{name}: no line lost: {lost[:3]}"] = not lost
        self.goals[f"{name}: no line doubled: {doubled[:3]}"] = not doubled
        self.goals[f"{name}: none for nobody, none untrue: {[*strange, *untrue][:3]}"] = not (
            strange or untrue
        )
        self.goals[f"{name}: no line garbled: {garbled[:1]}"] = not garbled

    async def load(self) -> None:
        """200 users, one in ten requests to the providers fails; limits are exact, memory is flat."""
        samples: list[float] = []

        async def weigh(seconds: float) -> None:
            for _ in range(10):
                await asyncio.sleep(seconds / 10)
                samples.append(sum(self.stack.memory()))

        got = await self.run("load", self.options.think, weigh)
        limit = self.options.limit
        few = [user.name for user in self.stack.users if user.tier == "free"]
        passed = {name: sum(n for status, n in got.by_user[name].items() if status != 429) for name in few}
        asked = {name: got.by_user[name].total() for name in few}
        wrong = {name: n for name, n in passed.items() if n != min(limit, asked[name])}
        self.goals[
            f"load: exactly {limit} requests pass for each of {len(few)} free users: {wrong}"
        ] = not wrong
        self.figures["load"] |= {  # type: ignore[operator] # it is a dict
            "requests a second": round(len(got.answers) / self.options.seconds),
            "MiB of both workers, over time": [round(sample) for sample in samples],
        }

    async def redis(self) -> None:
        """Redis dies under load and comes back: nobody notices but the log and /ready."""

        async def outage(seconds: float) -> None:
            await asyncio.sleep(seconds / 4)
            await asyncio.to_thread(self.stack.redis.stop)
            await asyncio.sleep(seconds / 4)
            await asyncio.to_thread(self.stack.redis.start)

        await self.run("redis", self.options.think, outage)

    async def stall(self) -> None:
        """Every provider falls silent under load: /health answers as before."""

        async def silence(seconds: float) -> None:
            await asyncio.sleep(seconds / 4)
            self.stack.script({"fault": {"kind": "hang"}})
            await asyncio.sleep(seconds / 2)
            self.stack.script(*one_in_ten())

        got = await self.run("stall", self.options.think, silence)
        self.figures["stall"] |= {  # type: ignore[operator] # it is a dict
            "/health ms p50 p99": [round(percentile(got.health, part), 1) for part in (50, 99)]
        }

    async def worker(self) -> None:
        """A worker is killed under load: the other goes on, and a new one takes its place."""

        async def kill(seconds: float) -> None:
            await asyncio.sleep(seconds / 2)
            self.stack.kill_a_worker()

        got = await self.run("worker", self.options.think, kill)
        for _ in range(600):  # its successor may still be on its way
            if len(after := self.stack.workers()) == 2:
                break
            await asyncio.sleep(0.1)
        self.goals[f"worker: two workers again: {len(after)}"] = len(after) == 2
        self.goals[f"worker: more answers than broken connections ({len(got.broken)})"] = len(
            got.answers
        ) > len(got.broken)


def overhead(*, quick: bool) -> tuple[Goals, dict[str, object]]:
    """Return what all middleware adds to one request, in ms of CPU."""
    ENVIRONMENT.update(
        JWT_SECRET="x" * 32, LOG_FORMAT="json", OPENAI_API_KEY="sk-sim-x", USERS_FILE="none.toml"
    )
    job = Job(0, "/nothing", {"content-type": "application/json"}, "{}", seconds=2 if quick else 8)
    cost = {}
    for name in ("bare", "whole"):
        with Server([str(HERE / "stage_5_apps.py"), name]) as server:
            job.port = server.port
            load(server, Job(**{**vars(job), "seconds": 1}))  # warm
            cost[name] = 1000 / load(server, job).on_one_core("requests")
    added = cost["whole"] - cost["bare"]
    ratio = cost["whole"] / cost["bare"]
    figures = {"bare ms": cost["bare"], "whole ms": cost["whole"], "added ms": added, "ratio": ratio}
    shown = {name: round(value, 3) for name, value in figures.items()}
    return {f"overhead: under 0.5 ms a request: {added:.3f}": added < 0.5}, {"overhead": shown}


async def trials(options: argparse.Namespace) -> tuple[Goals, dict[str, object]]:
    free = options.users // 10
    users = [User(f"u{n}", "free" if n < free else "premium") for n in range(options.users)]
    settings = {
        "RATE_LIMIT_FREE": f"{options.limit}/hour",
        "RATE_LIMIT_PREMIUM": "1000000/hour",
        "PROVIDER_ATTEMPT_TIMEOUT": "5",
        "PROVIDER_FIRST_TOKEN_TIMEOUT": "5",
        "PROVIDER_TIMEOUT": "15",
    }
    with tempfile.TemporaryDirectory() as folder, Stack(Path(folder), users, settings) as stack:
        trial = Trial(stack, options)
        for name in options.what:
            if name != "overhead":
                await getattr(trial, name)()
        if options.keep_log:
            await asyncio.to_thread(shutil.copy, stack.app.log, options.keep_log)
        return trial.goals, trial.figures


def main() -> int:
    every = ["overhead", "load", "redis", "stall", "worker"]
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("what", nargs="*", default=every, choices=[*every, []])
    parser.add_argument("--seconds", type=float, default=60, help="of each load (default 60)")
    parser.add_argument(
        "--users", type=int, default=200, help="at once (default 200); a tenth has few requests"
    )
    parser.add_argument("--limit", type=int, default=8, help="requests an hour of those (default 8)")
    parser.add_argument(
        "--think", type=float, default=5.0, help="seconds between a user's requests (default 5)"
    )
    parser.add_argument("--quick", action="store_true", help="measure the overhead more briefly")
    parser.add_argument("--json", action="store_true", help="print goals and figures as one JSON object")
    parser.add_argument("--keep-log", metavar="FILE", help="write the app's log there")
    options = parser.parse_args()
    goals: Goals = {}
    figures: dict[str, object] = {}
    if "overhead" in options.what:
        goals, figures = overhead(quick=options.quick)
    if set(options.what) - {"overhead"}:
        more, found = asyncio.run(trials(options))
        goals, figures = goals | more, figures | found
    show(goals, figures, as_json=options.json)
    return int(not all(goals.values()))


def show(goals: Goals, figures: dict[str, object], *, as_json: bool) -> None:
    console = Console(width=170)
    if as_json:
        sys.stdout.write(json.dumps({"goals": goals, "figures": figures}) + "\n")
        return
    for name, found in figures.items():
        console.print(f"[bold]{name}[/]", json.dumps(found), highlight=False, soft_wrap=True)
    for goal, reached in goals.items():
        console.print(
            "[green]met    [/]" if reached else "[red bold]NOT MET[/]",
            goal.partition(": []")[0],
            markup=True,
            highlight=False,
        )


if __name__ == "__main__":
    sys.exit(main())
