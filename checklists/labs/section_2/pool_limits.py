"""A client keeps a pool of connections: six requests at once over two of them, and none is opened twice.

Run it: course lab T2.2.2-02
Break it: raise `max_connections` to 6. All run at once, and six connections are opened for it.
"""

import asyncio
import os
from typing import Any

import httpx2

KEY = {"Authorization": "Bearer sk-sim-lab"}


async def six_at_once(limit: int) -> int:
    """Return how many connections were opened for six requests."""
    opened = []

    async def watch(event: str, _info: dict[str, Any]) -> None:
        if event == "connection.connect_tcp.complete":
            opened.append(event)
            print(f"connection {len(opened)} is open")

    limits = httpx2.Limits(max_connections=limit)
    async with httpx2.AsyncClient(
        base_url=os.environ["OPENAI_BASE_URL"], headers=KEY, limits=limits
    ) as client:
        calls = [client.get("/models", extensions={"trace": watch}) for _ in range(6)]
        for done, call in enumerate(asyncio.as_completed(calls), start=1):
            print(f"answer {done}: {(await call).status_code}")
    return len(opened)


def main() -> None:
    print(f"connections opened for six requests at once: {asyncio.run(six_at_once(2))}")


if __name__ == "__main__":
    main()
