"""The wrong way: minutes of work in a request. The platform gives up, and the client begins it again.

Run it: course lab work_in_the_request
Mend it: answer 202 with the place where the result will be, and work outside of the request.
"""

import asyncio

import httpx2
from fastapi import FastAPI

app = FastAPI()


@app.post("/summaries")
async def summarise() -> str:
    print("work: begun")
    await asyncio.Event().wait()  # longer than anybody waits
    return "a summary"


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
        await ask(client, "POST", "/summaries")


def main() -> None:
    asyncio.run(run())


if __name__ == "__main__":
    main()
