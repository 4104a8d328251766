"""Time-out, mended: the request only begins the work and answers 202; the client asks for the result later.

Run it: course lab T7.6-06
Break it: await the work in the request, as `work_in_the_request.py` does. The platform answers for you: 504.
"""

import asyncio

import httpx2
from fastapi import FastAPI

app = FastAPI()
jobs: dict[str, asyncio.Task[str]] = {}
enough = asyncio.Event()  # set when the work has had its time


async def summarise() -> str:
    print("work: begun")
    await enough.wait()
    return "a summary"


@app.post("/summaries", status_code=202)
async def begin() -> dict[str, str]:
    name = f"job-{len(jobs) + 1}"
    jobs[name] = asyncio.create_task(summarise())
    return {"status_at": f"/summaries/{name}"}


@app.get("/summaries/{name}")
async def status(name: str) -> dict[str, str]:
    job = jobs[name]
    return {"state": "done", "result": job.result()} if job.done() else {"state": "running"}


async def ask(client: httpx2.AsyncClient, method: str, path: str) -> None:
    """Ask through the platform, which waits a second for an answer, as others wait ten or thirty."""
    try:
        async with asyncio.timeout(1):
            reply = await client.request(method, path)
        print(f"{method} {path}: {reply.status_code} {reply.text}")
    except TimeoutError:
        print(f"{method} {path}: 504 from the platform")


async def run() -> None:
    transport = httpx2.ASGITransport(app)
    async with httpx2.AsyncClient(transport=transport, base_url="http://app") as client:
        await ask(client, "POST", "/summaries")
        await ask(client, "GET", "/summaries/job-1")
        enough.set()
        await jobs["job-1"]
        await ask(client, "GET", "/summaries/job-1")


def main() -> None:
    asyncio.run(run())


if __name__ == "__main__":
    main()
