"""One client for many requests: the connection is made once, and used again by every request after the first.

Run it: course lab T2.2.2-03
Break it: make the client inside the loop, as `client_per_request.py` does, and compare the connections.
"""

import asyncio
import os
from typing import Any

import httpx2

URL, KEY = "/models", {"Authorization": "Bearer sk-sim-lab"}


async def five() -> int:
    """Return how many connections five requests opened."""
    opened = []

    async def watch(event: str, _info: dict[str, Any]) -> None:
        if event == "connection.connect_tcp.complete":
            opened.append(event)

    async with httpx2.AsyncClient(base_url=os.environ["OPENAI_BASE_URL"], headers=KEY) as client:
        for number in range(1, 6):
            await client.get(URL, extensions={"trace": watch})
            print(f"answer {number}")
    return len(opened)


def main() -> None:
    print(f"connections opened: {asyncio.run(five())}")


if __name__ == "__main__":
    main()
