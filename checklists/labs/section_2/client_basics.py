"""An `AsyncClient` holds what all requests to one service share: its address, its headers, its limits.

Run it: course lab T2.2.1-01
Break it: drop the `headers`. The provider answers 401, and there is no list to be read.
"""

import asyncio
import os

import httpx2


def new_client() -> httpx2.AsyncClient:
    return httpx2.AsyncClient(
        base_url=os.environ["OPENAI_BASE_URL"],  # ends in /v1; paths below are added to it
        headers={"Authorization": f"Bearer {os.environ['OPENAI_API_KEY']}"},
        timeout=httpx2.Timeout(30, connect=5),  # seconds; the default is 5 for everything
    )


async def first_model() -> str:
    async with new_client() as client:
        reply = await client.get("/models")
        print(f"{reply.status_code} from {reply.url.path}")
        return str(reply.json()["data"][0]["object"])


def main() -> None:
    print(f"the list holds: {asyncio.run(first_model())}")


if __name__ == "__main__":
    main()
