"""The load generator: a few raw connections in a process of its own, so that it is not what is measured.

Reads one JSON job from stdin and prints one JSON result. A job that `holds` first prints `open`, once every
connection has seen its first token.
"""

from __future__ import annotations

import asyncio
import json
import re
import sys
from dataclasses import asdict, dataclass
from typing import cast

import uvloop

LONGEST = 180  # seconds, for a whole job
CONNECTING_AT_ONCE = 100
LENGTH = re.compile(rb"content-length: (\d+)", re.IGNORECASE)


@dataclass
class Job:
    port: int
    path: str
    headers: dict[str, str]
    body: str
    connections: int = 16
    seconds: float = 2.0  # 0: one request for each connection
    marker: str = ""  # what stands once in every token's frame
    holds: bool = False

    def request(self) -> bytes:
        length = len(self.body.encode())
        lines = [f"POST {self.path} HTTP/1.1", f"host: 127.0.0.1:{self.port}", f"content-length: {length}"]
        lines += [f"{name}: {value}" for name, value in self.headers.items()]
        return ("\r\n".join(lines) + "\r\n\r\n" + self.body).encode()


@dataclass
class Result:
    requests: int = 0
    tokens: int = 0
    failed: int = 0
    lost: int = 0
    opened: int = 0
    seconds: float = 0.0
    last_failure: str = ""


class Connection(asyncio.Protocol):
    """Sends the job's request again and again until the deadline; the answers only get counted."""

    def __init__(self, job: Job, result: Result, all_open: asyncio.Event) -> None:
        self.job, self.result, self.all_open = job, result, all_open
        self.request, self.marker = job.request(), job.marker.encode()
        self.loop = asyncio.get_running_loop()
        self.done = self.loop.create_future()
        self.deadline = 0.0
        self.clear()

    def clear(self) -> None:
        self.buffer = bytearray()
        self.end: int | None = None  # of the answer, when its length is known
        self.head = 0
        self.open = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast("asyncio.Transport", transport)

    def start(self, deadline: float) -> None:
        self.deadline = deadline
        self.transport.write(self.request)

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        if not self.head:
            self.read_head()
        if self.job.holds and not self.open and self.marker in self.buffer:
            self.open = True
            self.result.opened += 1
            if self.result.opened == self.job.connections:
                self.all_open.set()
        if self.head and self.is_complete():
            self.count()

    def read_head(self) -> None:
        self.head = self.buffer.find(b"\r\n\r\n") + 4 if b"\r\n\r\n" in self.buffer else 0
        length = LENGTH.search(self.buffer, 0, self.head)
        self.end = self.head + int(length[1]) if length else None

    def is_complete(self) -> bool:
        if self.end is not None:
            return len(self.buffer) >= self.end
        return self.buffer.endswith(b"\r\n0\r\n\r\n")

    def count(self) -> None:
        self.result.requests += 1
        if not self.buffer.startswith(b"HTTP/1.1 200"):
            self.result.failed += 1
            self.result.last_failure = self.buffer[:600].decode(errors="replace")
        if self.marker:
            self.result.tokens += self.buffer.count(self.marker)
        self.clear()
        if self.loop.time() < self.deadline:
            self.transport.write(self.request)
        else:
            self.done.set_result(None)

    def connection_lost(self, exc: Exception | None) -> None:
        if not self.done.done():
            self.result.lost += 1
            self.done.set_result(exc)


async def run(job: Job) -> Result:
    result, all_open = Result(), asyncio.Event()
    loop = asyncio.get_running_loop()
    connections: list[Connection] = []

    async def connect() -> None:
        _, connection = await loop.create_connection(
            lambda: Connection(job, result, all_open), "127.0.0.1", job.port
        )
        connections.append(connection)

    while missing := job.connections - len(connections):
        await asyncio.gather(*(connect() for _ in range(min(missing, CONNECTING_AT_ONCE))))
    begun = loop.time()
    for connection in connections:
        connection.start(begun + job.seconds)
    if job.holds:
        await all_open.wait()
        print("open", flush=True)  # noqa: T201 - the signal its parent waits for
    await asyncio.gather(*(connection.done for connection in connections))
    result.seconds = loop.time() - begun
    return result


async def main() -> None:
    job = Job(**json.loads(sys.stdin.readline()))
    async with asyncio.timeout(LONGEST):
        result = await run(job)
    print(json.dumps(asdict(result)), flush=True)  # noqa: T201 - the result its parent reads


if __name__ == "__main__":
    uvloop.run(main())
