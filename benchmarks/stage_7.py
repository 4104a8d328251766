"""Put a crowd on the capstone while things break, count what becomes of every message, and measure its speed.

    python benchmarks/stage_7.py loss rolling speed --seconds 60 --users 300

`loss`: behind nginx with three replicas, one in ten requests to the providers fails, a replica is killed, and
Redis and PostgreSQL are restarted. `rolling`: each replica is replaced in its turn, and nothing is lost.
`speed`: the capstone beside stage 2 and the simulator alone. Counts are exact, whatever the machine; times
are figures.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
import tempfile
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING

from crowd import percentile
from rich.console import Console
from stage_5_trials import one_in_ten
from stage_7_books import Away, Calls, Goals, check_conversations, check_failures, check_usage
from stage_7_crowd import Receipts, visit
from stage_7_parts import Person
from stage_7_speed import speed
from stage_7_stack import Capstone

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

Figures = dict[str, object]
KILLED = frozenset({"broken", "truncated", "unavailable"})
UNREAD = frozenset({"unavailable"})
NO_DATABASE = frozenset({"store_unavailable"})


class Trial:
    """One stack, what happens on it, and whether everything is as it must be."""

    def __init__(self, stack: Capstone, options: argparse.Namespace) -> None:
        self.stack, self.options = stack, options
        self.calls = Calls(stack)
        self.away: list[Away] = []

    async def run(self, happening: Callable[[float], Awaitable[None]]) -> tuple[Goals, Figures]:
        """Let the crowd in, let things happen meanwhile, and look into the books afterwards."""
        self.stack.script(*one_in_ten())
        seconds, over = self.options.seconds, asyncio.Event()
        crowd = asyncio.create_task(visit(self.stack.url, self.stack.people, over, self.options.think))
        reading = asyncio.create_task(self.read_journal(crowd))
        await asyncio.gather(happening(seconds), asyncio.sleep(seconds))
        over.set()
        receipts = await crowd
        await reading
        for replica in self.stack.replicas:
            await asyncio.to_thread(replica.end)  # it settles what is still to be settled
        goals, figures = check_failures(receipts, self.away)
        paid, costs = check_usage(self.stack, receipts, self.calls)
        goals |= check_conversations(self.stack, receipts) | paid
        return goals, self.described(receipts) | costs | figures

    async def read_journal(self, crowd: asyncio.Task[Receipts]) -> None:
        while not crowd.done():
            await asyncio.sleep(2)
            await asyncio.to_thread(self.calls.fetch)
        await asyncio.to_thread(self.calls.fetch)

    def described(self, receipts: Receipts) -> Figures:
        whole = [one for one in receipts.attempts if one.status == 200 and not one.how]
        first = [one.first_token for one in whole if one.first_token is not None]
        took = [one.ended - one.begun for one in whole]
        return {
            "requests": len(receipts.attempts),
            "requests a second": round(len(receipts.attempts) / receipts.seconds),
            "statuses": receipts.statuses(),
            "ms p50 p99": [round(percentile(took, part)) for part in (50, 99)],
            "first token ms p50 p99": [round(percentile(first, part)) for part in (50, 99)],
            "MiB of each replica": [round(size) for size in self.sizes],
        }

    sizes: tuple[float, ...] = ()

    async def loss(self, seconds: float) -> None:
        """Kill a replica, and restart Redis and PostgreSQL, each a quarter of the time after the other."""
        await asyncio.sleep(seconds / 4)
        begun = perf_counter()
        self.stack.replicas[0].kill()
        self.away.append(Away("a replica was killed", begun, perf_counter(), KILLED))
        for server, codes in ((self.stack.redis, frozenset[str]()), (self.stack.postgres, NO_DATABASE)):
            await asyncio.sleep(seconds / 4)
            begun = perf_counter()
            await asyncio.to_thread(server.stop)
            await asyncio.to_thread(server.start)
            self.away.append(Away(f"{server.name} was restarted", begun, perf_counter(), codes))
        self.sizes = tuple(replica.memory() for replica in self.stack.replicas)

    async def rolling(self, seconds: float) -> None:
        """Replace each replica, once the one before is back.

        A request that reaches one in the moment when it stops listening is told to come back (503,
        Retry-After): nginx does not send it on, because it cannot know that nobody has read it.
        """
        await asyncio.sleep(seconds / 8)
        for number, replica in enumerate(self.stack.replicas, 1):
            begun = perf_counter()
            await asyncio.to_thread(replica.end)
            self.away.append(Away(f"replica {number} stopped", begun, perf_counter(), UNREAD))
            replica.start()
            await asyncio.to_thread(replica.wait)
            await asyncio.sleep(seconds / 16)
        self.sizes = tuple(replica.memory() for replica in self.stack.replicas)


async def trial(name: str, options: argparse.Namespace) -> tuple[Goals, Figures]:
    people = [Person(f"u{number}") for number in range(options.users)]
    with tempfile.TemporaryDirectory() as folder:
        try:
            with Capstone(Path(folder), people) as stack:
                one = Trial(stack, options)
                return await one.run(getattr(one, name))
        finally:
            if options.keep_logs:
                keep(Path(folder), Path(options.keep_logs) / name)


def keep(folder: Path, to: Path) -> None:
    to.mkdir(parents=True, exist_ok=True)
    for log in folder.glob("*.log"):
        (to / log.name).write_bytes(log.read_bytes())


def main() -> int:
    every = ["loss", "rolling", "speed"]
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("what", nargs="*", default=every, choices=[*every, []])
    parser.add_argument("--seconds", type=float, default=60, help="of each load (default 60)")
    parser.add_argument("--users", type=int, default=300, help="at once (default 300)")
    parser.add_argument("--think", type=float, default=10.0, help="seconds after each answer (default 10)")
    parser.add_argument("--json", action="store_true", help="print goals and figures as one JSON object")
    parser.add_argument("--keep-logs", metavar="FOLDER", help="write all logs there")
    options = parser.parse_args()
    goals: Goals = {}
    figures: dict[str, Figures] = {}
    for name in options.what:
        met, figures[name] = speed(options) if name == "speed" else asyncio.run(trial(name, options))
        goals |= {f"{name}: {goal}": reached for goal, reached in met.items()}
    show(goals, figures, as_json=options.json)
    return int(not all(goals.values()))


def show(goals: Goals, figures: dict[str, Figures], *, as_json: bool) -> None:
    if as_json:
        sys.stdout.write(json.dumps({"goals": goals, "figures": figures}) + "\n")
        return
    console = Console(width=170)
    for name, found in figures.items():
        console.print(f"[bold]{name}[/]", highlight=False)
        for what, value in found.items():
            console.print(f"  {what}: {json.dumps(value)}", markup=False, highlight=False, soft_wrap=True)
    for goal, reached in goals.items():
        verdict = "[green]met    [/]" if reached else "[red bold]NOT MET[/]"
        console.print(verdict, goal.partition(": []")[0].replace("[", "\\["), highlight=False)


if __name__ == "__main__":
    sys.exit(main())
