"""The wrong way: CPU work on the event loop. Nobody is answered until all of it is done, not even health.

Run it: course lab sum_on_the_loop
Mend it: hand it to a process pool, and await the result; `process_pool.py` does.
"""

import asyncio

import httpx2
from fastapi import FastAPI

NUMBERS = range(10_000_000)
app = FastAPI()


@app.get("/sum")
async def add() -> int:
    print("sum: begun")
    result = sum(NUMBERS)
    print("sum: done")
    return result


@app.get("/health")
async def health() -> str:
    print("health: ok")
    return "ok"


async def run() -> None:
    transport = httpx2.ASGITransport(app)
    async with httpx2.AsyncClient(transport=transport, base_url="http://app", timeout=60) as client:
        await asyncio.gather(client.get("/sum"), client.get("/sum"), client.get("/health"))


def main() -> None:
    asyncio.run(run())


if __name__ == "__main__":
    main()
