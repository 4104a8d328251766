"""Async and sync in one app: a blocking library is called in a thread, and awaited like the rest.

Run it: course lab T2.3.1-02
Break it: call `old_library(text)` directly in `modern`: it now runs in the loop's own thread.
"""

import asyncio
import threading
import time
from typing import Annotated

import httpx2
from fastapi import Depends, FastAPI
from fastapi.concurrency import run_in_threadpool

app = FastAPI()


def old_library(text: str) -> dict[str, str]:
    """Stand in for a library that blocks and will never be async."""
    time.sleep(0.1)
    return {"text": text.upper(), "thread": threading.current_thread().name}


def settings() -> str:
    return threading.current_thread().name  # a plain dependency goes to a thread too


@app.get("/modern")
async def modern(text: str, read_in: Annotated[str, Depends(settings)]) -> dict[str, str]:
    answer = await run_in_threadpool(old_library, text)
    return answer | {"settings": read_in, "endpoint": threading.current_thread().name}


async def run() -> dict[str, str]:
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app), base_url="http://app") as client:
        return dict((await client.get("/modern", params={"text": "hello"})).json())


def main() -> None:
    for what, where in asyncio.run(run()).items():
        print(f"{what}: {where}")


if __name__ == "__main__":
    main()
