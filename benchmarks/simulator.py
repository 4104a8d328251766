"""Measure the provider simulator beside a bare uvicorn hello, in the same run.

"Measured" is what sixteen connections got. "On one core" divides by the CPU seconds the server really spent,
so that neither the load generator nor a busy machine counts against it; ratio and goal are judged by that.
"""

from __future__ import annotations

import argparse
import resource
import statistics
import sys
from dataclasses import dataclass, field, replace

from load import Job
from report import Report
from servers import HELLO, SIMULATOR, Load, Server, load
from vendors import ANTHROPIC, HEADERS, VENDORS

TOKENS = 200  # in each measured stream


@dataclass
class Hello:
    """What the yardstick did in this run."""

    json: Load
    stream: Load
    ready: float
    rss: float


def measure_hello(seconds: float) -> Hello:
    with Server(HELLO) as server:
        rss = server.rss()
        answers = load(server, Job(server.port, "/", HEADERS, "{}", seconds=seconds))
        events = Job(server.port, f"/stream?{TOKENS}", HEADERS, "{}", seconds=seconds, marker='"piece"')
        stream = load(server, events)
    return Hello(answers, stream, ready_after(HELLO), rss)


def ready_after(command: list[str]) -> float:
    """Seconds from the process's start to its ready line: the median of three, with bytecode in place."""
    times = []
    for _ in range(3):
        with Server(command) as server:
            times.append(server.ready_after)
    return statistics.median(times)


def measure_rates(report: Report, server: Server, hello: Hello, seconds: float) -> None:
    for vendor in VENDORS:
        got = load(server, vendor.job(server.port, seconds))
        report.rate(f"JSON requests, {vendor.name}", "requests", got, hello.json, goal=1_500)
    server.control("PUT", "/script", {"rules": [{"fault": {"kind": "reply", "tokens": TOKENS}}]})
    for vendor in VENDORS:
        got = load(server, vendor.stream(server.port, seconds))
        if got.result.tokens != got.result.requests * TOKENS:
            raise SystemExit(f"{vendor.name}: {got.result.tokens} tokens in {got.result.requests} streams")
        report.rate(f"streamed tokens, {vendor.name}", "tokens", got, hello.stream, goal=20_000)
    server.control("POST", "/reset")


@dataclass
class Crowd:
    """Many streams open at once, each held at a gate after its first token, then all let go."""

    server: Server
    count: int
    rss: float = 0.0  # while all are open
    finished: Load = field(init=False)

    def run(self) -> None:
        self.server.control("PUT", "/script", {"rules": [{"fault": {"kind": "gate", "open": 1}}]})
        one = ANTHROPIC.stream(self.server.port, seconds=0)
        self.finished = load(self.server, replace(one, connections=self.count, holds=True), self.let_go)
        self.server.control("POST", "/reset")

    def let_go(self) -> None:
        self.rss = self.server.rss()
        self.server.control("POST", "/gates/release", {"all": True})

    def all_finished(self) -> bool:
        result = self.finished.result
        return (result.opened, result.requests, result.lost) == (self.count, self.count, 0)


def measure_simulator(report: Report, hello: Hello, seconds: float, streams: int) -> None:
    with Server(SIMULATOR) as server:
        at_rest = server.rss()
        measure_rates(report, server, hello, seconds)
        after_rates = server.rss()
        crowd = Crowd(server, streams)
        crowd.run()
        after = server.rss()
    report_crowd(report, crowd)
    report.compared("time to the ready line", ready_after(SIMULATOR), hello.ready, "s", goal=1.0)
    all_open = f"with {streams:,} streams open"
    memory = {"at rest": at_rest, "after the rates": after_rates, all_open: crowd.rss, "after them": after}
    for when, rss in memory.items():
        report.compared(f"memory (RSS) {when}", rss, hello.rss, "MiB", goal=100)


def report_crowd(report: Report, crowd: Crowd) -> None:
    result = crowd.finished.result
    counts = f"{result.opened:,}, {result.requests:,} finished, {result.lost} lost"
    report.figure("streams open at once", counts, f"{crowd.count:,}", met=crowd.all_finished())
    report.figure("from the first request to the last end", f"{result.seconds:.2f} s")


def allow_files(wanted: int) -> None:
    """Let this process and those it starts open that many sockets."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard != resource.RLIM_INFINITY and hard < wanted:
        raise SystemExit(f"this machine allows {hard} open files for a process; {wanted} are needed")
    if soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


def main() -> int:
    about = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=about)
    parser.add_argument("--quick", action="store_true", help="half a second for each rate instead of three")
    parser.add_argument("--streams", type=int, default=1_000, help="how many to hold open (default 1000)")
    parser.add_argument("--strict", action="store_true", help="exit with 1 when a goal is missed")
    options = parser.parse_args()
    allow_files(options.streams + 200)
    seconds = 0.5 if options.quick else 3.0
    report = Report("Provider simulator, one process, beside a bare uvicorn hello")
    measure_simulator(report, measure_hello(seconds), seconds, options.streams)
    report.show()
    return int(options.strict and report.missed)


if __name__ == "__main__":
    sys.exit(main())
