"""The wrong way: a blocking call in an `async def`. Nobody else is served until it returns, not even health.

Run it: course lab blocking_call
Mend it: await something async, or write a plain `def`, or use `run_in_threadpool`.
"""

import asyncio
import time

import httpx2
from fastapi import FastAPI

app = FastAPI()


@app.get("/report")
async def report() -> str:
    print("report: begun")
    time.sleep(0.3)  # noqa: ASYNC251 - this is the mistake that is shown
    print("report: done")
    return "report"


@app.get("/health")
async def health() -> str:
    print("health: ok")
    return "ok"


async def run() -> None:
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app), base_url="http://app") as client:
        await asyncio.gather(client.get("/report"), client.get("/health"))


def main() -> None:
    asyncio.run(run())


if __name__ == "__main__":
    main()
