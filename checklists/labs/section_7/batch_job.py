"""A batch job: 202 and an address at once; there one reads how far it is, and each item's own result.

Run it: course lab T7.2-04
Break it: take the `try` out of `work`. One bad item ends the worker, and the job stays "running" for ever.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from uuid import uuid4

import httpx2
from fastapi import FastAPI, HTTPException, Response
from pydantic import BaseModel, Field


class Job(BaseModel):
    inputs: list[str] = Field(exclude=True)
    status: str = "queued"
    results: list[str] = []


jobs: dict[str, Job] = {}
queue: asyncio.Queue[Job] = asyncio.Queue(maxsize=100)
turn = asyncio.Semaphore(0)  # the model takes an item when the client of this lab allows it


async def work() -> None:
    while True:
        job = await queue.get()
        job.status = "running"
        for text in job.inputs:
            try:
                job.results.append(await model(text))
            except ValueError as error:
                job.results.append(f"failed: {error}")
        job.status = "done"


async def model(text: str) -> str:
    await turn.acquire()
    if not text:
        raise ValueError("nothing to read")
    return text.upper()


@asynccontextmanager
async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
    worker = asyncio.create_task(work())
    yield
    worker.cancel()
    with suppress(asyncio.CancelledError):
        await worker


app = FastAPI(lifespan=lifespan)


@app.post("/jobs", status_code=202)
async def begin(inputs: list[str], response: Response) -> Job:
    if queue.full():
        raise HTTPException(503, "too many jobs are waiting", {"Retry-After": "10"})
    number, job = str(uuid4()), Job(inputs=inputs)
    jobs[number] = job
    queue.put_nowait(job)
    response.headers["Location"] = f"/jobs/{number}"
    return job


@app.get("/jobs/{number}")
async def look(number: str) -> Job:
    if number not in jobs:
        raise HTTPException(404, "no such job")
    return jobs[number]


async def run() -> None:
    transport = httpx2.ASGITransport(app)
    async with lifespan(app), httpx2.AsyncClient(transport=transport, base_url="http://app") as client:
        begun = await client.post("/jobs", json=["soup", "", "salad"])
        print(f"{begun.status_code}: {begun.json()}")
        for count in (1, 2, 3):
            turn.release()
            print(f"200: {await poll(client, begun.headers['Location'], count)}")


async def poll(client: httpx2.AsyncClient, url: str, count: int) -> object:
    """Ask until so many items are done."""
    async with asyncio.timeout(5):
        while len((state := (await client.get(url)).json())["results"]) < count:  # noqa: ASYNC110 - clients poll
            await asyncio.sleep(0.01)
    return state


def main() -> None:
    asyncio.run(run())


if __name__ == "__main__":
    main()
