"""A response cache in Redis: what one worker has paid for, all have, until its time is up.

Run it: course lab T7.4-02
Break it: drop `ex=TTL`. Redis says -1: the answer of today is given next year, too.
"""

import asyncio
import os

import httpx2
from redis.asyncio import Redis

TTL = 60  # seconds


async def ask(redis: Redis, question: str) -> tuple[str, str]:
    key = f"answers:1:{question}"  # "1": raise it when what is stored takes another form
    if (kept := await redis.get(key)) is not None:
        return "hit", str(kept)
    answer = await complete(question)
    await redis.set(key, answer, ex=TTL)
    return "miss", answer


async def complete(question: str) -> str:
    body = {"model": "gpt-4o-mini", "messages": [{"role": "user", "content": question}]}
    key = {"Authorization": f"Bearer {os.environ['OPENAI_API_KEY']}"}
    async with httpx2.AsyncClient(base_url=os.environ["OPENAI_BASE_URL"], headers=key, timeout=30) as client:
        reply = await client.post("/chat/completions", json=body)
        return str(reply.raise_for_status().json()["choices"][0]["message"]["content"])


async def worker(question: str) -> tuple[str, str, int]:
    """Return hit or miss, the answer, and for how many seconds it is still kept."""
    async with Redis.from_url(os.environ["REDIS_URL"], decode_responses=True, socket_timeout=2) as redis:
        hit, answer = await ask(redis, question)
        return hit, answer, int(await redis.ttl(f"answers:1:{question}"))


def main() -> None:
    for number in (1, 2):
        hit, answer, left = asyncio.run(worker("What is a cache?"))
        print(f"worker {number}: {hit}: {answer} ({left} s left)")


if __name__ == "__main__":
    main()
