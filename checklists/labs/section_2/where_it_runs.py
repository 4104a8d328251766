"""FastAPI runs `async def` endpoints on the event loop, and plain `def` ones in a thread beside it.

Run it: course lab T2.3.1-01
Break it: make `plain` an `async def`: it moves to the loop, and whatever blocks in it now blocks everybody.
"""

import asyncio
import threading

import httpx2
from fastapi import FastAPI

app = FastAPI()


@app.get("/async")
async def on_the_loop() -> str:
    return threading.current_thread().name


@app.get("/plain")
def plain() -> str:
    return threading.current_thread().name


async def run() -> None:
    print(f"the loop's thread: {threading.current_thread().name}")
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app), base_url="http://app") as client:
        for path in ("/async", "/plain"):
            print(f"{path} ran in: {(await client.get(path)).json()}")


def main() -> None:
    asyncio.run(run())


if __name__ == "__main__":
    main()
