"""Sync against async, measured: sixty requests at once to three endpoints that each wait for 20 milliseconds.

Run it: course lab T7.1-01
Break it: allow more threads (anyio's `current_default_thread_limiter().total_tokens`), and measure again.
"""

import asyncio
import time
from dataclasses import dataclass

import httpx2
from fastapi import FastAPI

REQUESTS, WAIT = 60, 0.02
app = FastAPI()


@dataclass
class Gauge:
    """How many are inside at the moment, and how many were at most."""

    inside: int = 0
    most: int = 0

    def __enter__(self) -> None:
        self.inside += 1
        self.most = max(self.most, self.inside)

    def __exit__(self, *_: object) -> None:
        self.inside -= 1


gauges = {"/async": Gauge(), "/plain": Gauge(), "/blocking": Gauge()}


@app.get("/async")
async def waits_async() -> None:
    with gauges["/async"]:
        await asyncio.sleep(WAIT)


@app.get("/plain")
def waits_in_a_thread() -> None:
    with gauges["/plain"]:
        time.sleep(WAIT)


@app.get("/blocking")
async def blocks_the_loop() -> None:
    with gauges["/blocking"]:
        time.sleep(WAIT)  # noqa: ASYNC251 - this is what is measured


async def measure(path: str) -> float:
    """Return the seconds until all requests have their answer."""
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app), base_url="http://app") as client:
        began = time.perf_counter()
        await asyncio.gather(*(client.get(path) for _ in range(REQUESTS)))
        return time.perf_counter() - began


def main() -> None:
    for path, gauge in gauges.items():
        seconds = asyncio.run(measure(path))
        print(f"{path}: {seconds:.2f} s for {REQUESTS} requests, at most {gauge.most} at once")


if __name__ == "__main__":
    main()
