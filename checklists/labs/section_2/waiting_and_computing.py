"""Async shortens waiting, not computing: four waits overlap, four calculations stand in line.

Run it: course lab T2.1.1-04
Break it: put `await asyncio.sleep(0)` into the calculation's loop. They take turns, and are no faster for it.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable


async def wait(name: str) -> None:
    print(f"{name} begins")
    await asyncio.sleep(0.2)
    print(f"{name} ends")


async def compute(name: str) -> None:
    print(f"{name} begins")
    sum(number * number for number in range(1_000_000))  # there is no await in here, so nobody else runs
    print(f"{name} ends")


async def four(job: Callable[[str], Awaitable[None]], name: str) -> float:
    """Run a job four times at once; return the seconds that took."""
    began = time.perf_counter()
    await asyncio.gather(*(job(f"{name} {number}") for number in range(1, 5)))
    return time.perf_counter() - began


def main() -> None:
    for job, name in ((wait, "wait"), (compute, "calculation")):
        seconds = asyncio.run(four(job, name))
        print(f"four of them took {seconds:.2f} s")


if __name__ == "__main__":
    main()
