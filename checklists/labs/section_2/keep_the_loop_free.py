"""A slow endpoint that awaits lets others in: the health check is answered while the report is being made.

Run it: course lab T2.3.1-03
Break it: `time.sleep` in place of `await asyncio.sleep`, as `blocking_call.py` has it: health has to wait.
"""

import asyncio

import httpx2
from fastapi import FastAPI

app = FastAPI()


@app.get("/report")
async def report() -> str:
    print("report: begun")
    await asyncio.sleep(0.3)  # stands for a query that takes its time
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
