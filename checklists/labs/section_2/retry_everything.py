"""The wrong way: retry whatever fails, at once. A request that is wrong stays wrong, and costs three times.

Run it: course lab retry_everything
Mend it: look at the status first, and wait in between; `retries.py` does.
"""

import asyncio

import httpx2

ATTEMPTS = 3


async def ask(client: httpx2.AsyncClient, url: str) -> int:
    for attempt in range(1, ATTEMPTS + 1):
        reply = await client.get(url)
        print(f"{url}, attempt {attempt}: {reply.status_code}")
        if reply.is_success:
            break
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
