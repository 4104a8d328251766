"""CPU work in a process pool: the loop stays free, and two sums really run at the same time, on two cores.

Run it: course lab T7.1-03
Break it: call `sum(NUMBERS)` in the endpoint, as `sum_on_the_loop.py` does: health waits for both sums.
"""

import asyncio
import multiprocessing
from collections.abc import AsyncIterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import asynccontextmanager

import httpx2
from fastapi import FastAPI, Request
from fastapi.concurrency import run_in_threadpool

NUMBERS = range(10_000_000)


@asynccontextmanager
async def lifespan(_app: FastAPI) -> AsyncIterator[dict[str, ProcessPoolExecutor]]:
    fresh = multiprocessing.get_context("spawn")  # no copy of our threads and connections
    with ProcessPoolExecutor(2, mp_context=fresh) as pool:
        await run_in_threadpool(
            lambda: list(pool.map(abs, [1, 2]))
        )  # start them now, not in the first request
        yield {"pool": pool}


app = FastAPI(lifespan=lifespan)


@app.get("/sum")
async def add(request: Request) -> int:
    print("sum: begun")
    result = await asyncio.get_running_loop().run_in_executor(request.state.pool, sum, NUMBERS)
    print("sum: done")
    return result


@app.get("/health")
async def health() -> str:
    print("health: ok")
    return "ok"


async def run() -> None:
    async with lifespan(app) as state:
        with_state = httpx2.ASGITransport(lambda scope, *rest: app({**scope, "state": state}, *rest))
        async with httpx2.AsyncClient(transport=with_state, base_url="http://app", timeout=60) as client:
            await asyncio.gather(client.get("/sum"), client.get("/sum"), client.get("/health"))


def main() -> None:
    asyncio.run(run())


if __name__ == "__main__":
    main()
