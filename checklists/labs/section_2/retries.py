"""Retry what may pass (429, 5xx, a lost connection), a few times, waiting longer each time; nothing else.

Run it: course lab T2.2.3-04
Break it: retry all errors, as `retry_everything.py` does: the hopeless request is sent three times.
"""

import asyncio
import random

import httpx2

PASSING = {408, 429, 500, 502, 503, 504, 529}
ATTEMPTS = 3


def pause(reply: httpx2.Response, attempt: int) -> float:
    """Return the seconds to wait: what the server asks for, or twice as long each time, by chance."""
    asked = float(reply.headers.get("Retry-After", 0))
    return min(asked or random.uniform(0, 0.05 * 2**attempt), 10)


async def ask(client: httpx2.AsyncClient, url: str) -> int:
    for attempt in range(1, ATTEMPTS + 1):
        reply = await client.get(url)
        print(f"{url}, attempt {attempt}: {reply.status_code}")
        if reply.status_code not in PASSING or attempt == ATTEMPTS:
            break
        await asyncio.sleep(pause(reply, attempt))
    return reply.status_code


async def run() -> None:
    replies = {"/busy": [429, 503, 200], "/wrong": [400] * 3, "/down": [500] * 9}
    provider = httpx2.MockTransport(lambda request: httpx2.Response(replies[request.url.path].pop(0)))
    async with httpx2.AsyncClient(transport=provider, base_url="http://provider") as client:
        for url in replies:
            await ask(client, url)


def main() -> None:
    asyncio.run(run())


if __name__ == "__main__":
    main()
