"""Measure streaming: the simulator by itself, a bare pass-through, a bare Router, and stage 4, in one run.

How much a stage adds to what it cannot do without is what counts; the simulator's own figures are the floor.
Events a second are for one fully used core of the server measured, so that a busy machine changes little.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
from dataclasses import asdict, dataclass, field
from pathlib import Path

import servers
from rich.console import Console
from rich.table import Table
from servers import SIMULATOR, Server, spawn
from simulator import allow_files
from streams import Job, Result

HERE = Path(__file__).parent
TOKENS = 50
TEXT = " ".join(f"{number:03d}" for number in range(TOKENS))
QUESTION = {"message": "Count.", "model": "openai/gpt-4.1-mini"}
DIRECT = {
    "model": "gpt-4.1-mini",
    "stream": True,
    "messages": [{"role": "user", "content": QUESTION["message"]}],
}
COUNT = "Count from 0 to 3."  # the gate holds what the simulator's tutor says
HEADERS = {"content-type": "application/json", "authorization": "Bearer sk-sim-benchmark"}


@dataclass
class Figures:
    """What one server did."""

    one: list[float] = field(default_factory=list)  # seconds to the first token, one stream at a time
    hundred: list[float] = field(default_factory=list)  # the same, a hundred at once
    crowd: Result = field(default_factory=Result)
    cpu_each: float = 0.0  # microseconds of CPU for an event, in the crowd
    memory_each: float = 0.0  # KiB for an open stream


def run(job: Job, while_open: object = None) -> Result:
    generator = spawn(str(HERE / "streams.py"))
    if generator.stdin is None or generator.stdout is None:
        raise SystemExit("no pipe to the load generator")
    generator.stdin.write(json.dumps(asdict(job)) + "\n")
    generator.stdin.flush()
    if job.holds and generator.stdout.readline().strip() == "open" and callable(while_open):
        while_open()
    output, _ = generator.communicate()
    if generator.returncode:
        raise SystemExit(f"the load generator failed for {job.path}")
    return Result(**json.loads(output))


def measure(server: Server, simulator: Server, job: Job, crowd: int, *, quick: bool) -> Figures:
    figures = Figures()

    def ask(at_once: int, rounds: int = 1) -> Result:
        return run(Job(**{**asdict(job), "at_once": at_once, "rounds": rounds}))

    def reply() -> None:
        simulator.control("PUT", "/script", {"rules": [{"fault": {"kind": "reply", "text": TEXT}}]})

    reply()
    ask(20, 2)  # warm
    rest = server.rss()
    simulator.control("PUT", "/script", {"rules": [{"fault": {"kind": "gate", "open": 1}}]})

    def weigh() -> None:
        figures.memory_each = 1024 * (server.rss() - rest) / crowd
        simulator.control("POST", "/gates/release", {"all": True})

    few = {"messages": [{"role": "user", "content": COUNT}]} if server is simulator else {"message": COUNT}
    body = json.dumps(json.loads(job.body) | few)
    held = Job(**{**asdict(job), "at_once": crowd, "holds": True, "body": body})
    run(held, weigh)
    reply()
    figures.one = ask(1, 30 if quick else 200).first_token
    figures.hundred = ask(100, 1 if quick else 5).first_token
    cpu = server.cpu()
    figures.crowd = ask(crowd)
    figures.cpu_each = 1e6 * (server.cpu() - cpu) / max(1, figures.crowd.events)
    simulator.control("POST", "/reset")
    return figures


def percentile(values: list[float], percent: int) -> float:
    return 1000 * (statistics.quantiles(values, n=100)[percent - 1] if len(values) > 1 else values[0])


def table(all_figures: dict[str, Figures], crowd: int) -> Table:
    bare = all_figures["bare Router"]
    columns = ["", "first token, one: p50 p99", "100 at once: p50 p99", f"{crowd:,} at once: whole, in order"]
    columns += ["events/s", "CPU an event", "events/s of a core", "of the bare Router", "KiB a stream"]
    shown = Table(*columns, title=f"Streams of {TOKENS} tokens")
    for name, figures in all_figures.items():
        shown.add_row(
            name,
            f"{percentile(figures.one, 50):.1f} {percentile(figures.one, 99):.1f} ms",
            f"{percentile(figures.hundred, 50):.0f} {percentile(figures.hundred, 99):.0f} ms",
            f"{figures.crowd.complete:,} of {crowd:,}",
            f"{figures.crowd.events / figures.crowd.seconds:,.0f}",
            f"{figures.cpu_each:.0f} µs",
            f"{1e6 / figures.cpu_each:,.0f}",
            f"{bare.cpu_each / figures.cpu_each:.2f}",
            f"{figures.memory_each:.0f}",
        )
    return shown


def fallback_cost(simulator: Server, stage: Server, times: int) -> float:
    """Return the ms that a first provider which fails at once adds to the first token, median to median."""
    body = {"message": QUESTION["message"]}
    reply = {"fault": {"kind": "reply", "text": TEXT}}
    failing = {"vendor": "anthropic", "fault": {"kind": "status", "status": 529}}
    medians = []
    for rules in ([reply], [failing, reply]):
        simulator.control("PUT", "/script", {"rules": rules})
        job = Job(stage.port, "/v1/chat/stream", HEADERS, json.dumps(body), rounds=times, tokens=TOKENS)
        medians.append(statistics.median(run(job).first_token))
    return 1000 * (medians[1] - medians[0])


def goals(found: dict[str, Figures], fallback: float, crowd: int) -> dict[str, bool]:
    stage, bare = found["stage 4"], found["bare Router"]
    ratio = bare.cpu_each / stage.cpu_each
    return {
        f"at least 0.9 of the bare Router's events a second: {ratio:.2f}": ratio >= 0.9,
        f"{crowd:,} streams without an error: {stage.crowd.complete:,}": stage.crowd.complete == crowd,
        f"under 120 KiB an open stream: {stage.memory_each:.0f}": stage.memory_each < 120,
        f"a fallback after an instant failure adds under 100 ms: {fallback:.1f} ms": fallback < 100,
    }


def environment(base: str) -> dict[str, str]:
    """Return what the servers are told: the simulator's addresses, and limits that a crowd does not meet."""
    paths = {"ANTHROPIC": "/anthropic", "OPENAI": "/openai/v1", "OPENROUTER": "/openrouter/api/v1"}
    told = {f"{vendor}_API_KEY": "sk-sim-benchmark" for vendor in paths}
    told |= {f"{vendor}_BASE_URL": base + path for vendor, path in paths.items()}
    told |= {f"PROVIDER_{limit}TIMEOUT": "240" for limit in ("", "FIRST_TOKEN_", "IDLE_")}
    return told | {"LOG_LEVEL": "error", "COOLDOWN_AFTER": "1000000"}


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--quick", action="store_true", help="fewer rounds for the times to the first token")
    parser.add_argument("--streams", type=int, default=1_000, help="how many at once (default 1000)")
    parser.add_argument("--strict", action="store_true", help="exit with 1 when a goal is missed")
    options = parser.parse_args()
    allow_files(4 * options.streams + 200)
    found: dict[str, Figures] = {}
    with Server(SIMULATOR) as simulator:
        base = f"http://127.0.0.1:{simulator.port}"
        servers.ENVIRONMENT.update(environment(base))
        direct = Job(simulator.port, "/openai/v1/chat/completions", HEADERS, json.dumps(DIRECT))
        found["the simulator"] = measure(simulator, simulator, direct, options.streams, quick=options.quick)
        names = {"bare pass-through": "passthrough", "bare Router": "router", "stage 4": "stage"}
        for shown, name in names.items():
            with Server([str(HERE / "stage_4_apps.py"), name]) as server:
                job = Job(server.port, "/v1/chat/stream", HEADERS, json.dumps(QUESTION))
                found[shown] = measure(server, simulator, job, options.streams, quick=options.quick)
                if name == "stage":
                    fallback = fallback_cost(simulator, server, 20 if options.quick else 100)
    met = goals(found, fallback, options.streams)
    console = Console(width=170)
    console.print(table(found, options.streams))
    for goal, reached in met.items():
        console.print(f"{'[green]met    ' if reached else '[red bold]NOT MET'}[/] {goal}", highlight=False)
    for name, figures in found.items():
        if figures.crowd.last_failure:
            console.print(f"{name}: {figures.crowd.last_failure}", highlight=False, markup=False)
    return int(options.strict and not all(met.values()))


if __name__ == "__main__":
    sys.exit(main())
