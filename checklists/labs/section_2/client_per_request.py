"""The wrong way: a client for each request. Each pays for a new connection, and for loading all certificates.

Run it: course lab client_per_request
Mend it: make the client once and pass it on; `one_client.py` does. Compare the times at the left.
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

    for number in range(1, 6):
        async with httpx2.AsyncClient(base_url=os.environ["OPENAI_BASE_URL"], headers=KEY) as client:
            await client.get(URL, extensions={"trace": watch})
            print(f"answer {number}")
    return len(opened)


def main() -> None:
    print(f"connections opened: {asyncio.run(five())}")


if __name__ == "__main__":
    main()
