"""Concurrency is not parallelism: three calls are under way at once, and one thread does all of it.

Run it: course lab T2.1.1-02
Break it: replace `asyncio.sleep` by `time.sleep` (and drop the `await`): the calls no longer overlap.
"""

import asyncio
import threading


async def call(name: str) -> int:
    print(f"{name} asks")
    await asyncio.sleep(0.2)  # stands for a request that is on its way
    print(f"{name} has its answer")
    return threading.get_ident()


async def all_three() -> set[int]:
    """Return the threads in which the three calls ran."""
    return set(await asyncio.gather(call("a"), call("b"), call("c")))


def main() -> None:
    print(f"threads used: {len(asyncio.run(all_three()))}")


if __name__ == "__main__":
    main()
