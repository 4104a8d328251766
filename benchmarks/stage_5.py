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
from pathlib import Path

from load import Job
from rich.console import Console
from servers import ENVIRONMENT, HERE, Server, load
from stage_5_stack import Stack, User
from stage_5_trials import TRIALS, Goals, Trial


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
        for name in TRIALS:  # in this order: the first uses up the limits that it counts
            if name in options.what:
                await getattr(trial, name)()
        if options.keep_log:
            await asyncio.to_thread(shutil.copy, stack.app.log, options.keep_log)
        return trial.goals, trial.figures


def main() -> int:
    every = ["overhead", *TRIALS]
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
