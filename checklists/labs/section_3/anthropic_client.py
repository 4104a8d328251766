"""One client for the whole process keeps its connection; a client for each call opens a new one each time.

Run it: course lab T3.1.1-03
Break it: move `AsyncAnthropic()` of the first part into the loop, and count the connections.
"""

import asyncio
from typing import Any

from anthropic import AsyncAnthropic

from course.labs.kit import provider

ASK: dict[str, Any] = {
    "model": "claude-haiku-4-5",
    "max_tokens": 50,
    "messages": [{"role": "user", "content": "Hello"}],
}


async def run() -> None:
    """Make three calls by one client, then three by three; compare the connections the provider saw."""
    async with AsyncAnthropic(timeout=30, max_retries=2) as client:  # the defaults: 600 s and 2
        for _ in range(3):
            await client.messages.create(**ASK)
    for _ in range(3):
        async with AsyncAnthropic() as client:
            await client.messages.create(**ASK)

    used = [entry.connection for entry in provider().requests()]
    print(f"one client, three calls: {len(set(used[:3]))} connection")
    print(f"three clients, three calls: {len(set(used[3:]))} connections")


def main() -> None:
    asyncio.run(run())


if __name__ == "__main__":
    main()
