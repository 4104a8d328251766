"""A load generator for streams: so many at once, each timed to its first token and checked to its last.

Reads one JSON job from stdin and prints one JSON result, as `load.py` does.
"""

from __future__ import annotations

import asyncio
import json
import re
import sys
from dataclasses import asdict, dataclass, field
from time import perf_counter
from typing import cast

import uvloop

LONGEST = 300  # seconds, for a whole job
TOKEN = re.compile(rb'"(?:content|text)": ?"\s?(\d+)"')
CONNECTING_AT_ONCE = 100


@dataclass
class Job:
    port: int
    path: str
    headers: dict[str, str]
    body: str
    at_once: int = 1
    rounds: int = 1
    tokens: int = 50
    holds: bool = False  # print `open` when every stream has its first token

    def request(self) -> bytes:
        lines = [f"POST {self.path} HTTP/1.1", f"host: 127.0.0.1:{self.port}", "connection: close"]
        lines += [f"{name}: {value}" for name, value in self.headers.items()]
        lines.append(f"content-length: {len(self.body.encode())}")
        return ("\r\n".join(lines) + "\r\n\r\n" + self.body).encode()


@dataclass
class Result:
    first_token: list[float] = field(default_factory=list)  # seconds, one for each stream
    complete: int = 0
    broken: int = 0
    events: int = 0
    seconds: float = 0.0
    last_failure: str = ""


class Stream(asyncio.Protocol):
    """Sends the request, notes when the first token comes, and at the end whether all came in order."""

    def __init__(self, job: Job, result: Result) -> None:
        self.job, self.result = job, result
        self.buffer = bytearray()
        self.first = asyncio.get_running_loop().create_future()
        self.done = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast("asyncio.Transport", transport)

    def start(self, request: bytes) -> None:
        self.begun = perf_counter()
        self.transport.write(request)

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        if not self.first.done() and TOKEN.search(self.buffer):
            self.result.first_token.append(perf_counter() - self.begun)
            self.first.set_result(None)

    def connection_lost(self, exc: Exception | None) -> None:
        numbers = [int(number) for number in TOKEN.findall(self.buffer)]
        self.result.events += len(numbers)
        if self.buffer.startswith(b"HTTP/1.1 200") and numbers == list(range(self.job.tokens)):
            self.result.complete += 1
        else:
            self.result.broken += 1
            self.result.last_failure = f"{exc}: {self.buffer[:300].decode(errors='replace')}"
        if not self.first.done():
            self.first.set_result(None)
        self.done.set_result(None)


async def one_round(job: Job, result: Result) -> None:
    loop = asyncio.get_running_loop()
    streams: list[Stream] = []

    async def connect() -> None:
        _, stream = await loop.create_connection(lambda: Stream(job, result), "127.0.0.1", job.port)
        streams.append(stream)

    while missing := job.at_once - len(streams):
        await asyncio.gather(*(connect() for _ in range(min(missing, CONNECTING_AT_ONCE))))
    request, begun = job.request(), perf_counter()
    for stream in streams:
        stream.start(request)
    if job.holds:
        await asyncio.gather(*(stream.first for stream in streams))
        print("open", flush=True)  # noqa: T201 - the signal its parent waits for
    await asyncio.gather(*(stream.done for stream in streams))
    result.seconds += perf_counter() - begun


async def main() -> None:
    job, result = Job(**json.loads(sys.stdin.readline())), Result()
    async with asyncio.timeout(LONGEST):
        for _ in range(job.rounds):
            await one_round(job, result)
    print(json.dumps(asdict(result)), flush=True)  # noqa: T201 - the result its parent reads


if __name__ == "__main__":
    uvloop.run(main())
