"""The trials of stage 5: a crowd, faults at the providers, and what must hold whatever happens meanwhile."""

from __future__ import annotations

import asyncio
from collections import Counter
from time import perf_counter
from typing import TYPE_CHECKING

from crowd import Got, Visit, crowd, percentile

if TYPE_CHECKING:
    import argparse
    from collections.abc import Awaitable, Callable

    from stage_5_stack import Stack

FAULTS = [
    {"kind": "status", "status": 503},
    {"kind": "status", "status": 429, "retry_after": 1},
    {"kind": "cut"},
    {"kind": "error_event", "after_tokens": 2},
    {"kind": "status", "status": 529},
]
MOST = 30_000  # requests to providers, in one script
TRIALS = ("load", "redis", "stall", "worker")
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
        silent: list[float] = []

        async def silence(seconds: float) -> None:
            await asyncio.sleep(seconds / 4)
            self.stack.script({"fault": {"kind": "hang"}})
            silent.append(perf_counter())
            await asyncio.sleep(seconds / 2)
            silent.append(perf_counter())
            self.stack.script(*one_in_ten())

        got = await self.run("stall", self.options.think, silence)
        during = [took for begun, took in got.health if silent[0] <= begun <= silent[1]]
        around = [took for begun, took in got.health if not silent[0] <= begun <= silent[1]]
        self.figures["stall"] |= {  # type: ignore[operator] # it is a dict
            f"/health {when}, ms p50 p99": [round(percentile(probes, part), 1) for part in (50, 99)]
            for when, probes in (("while they are silent", during), ("before and after", around))
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
