"""A cache that is down costs a call, not an answer: Redis has short time-outs, and its errors are a miss.

Run it: course lab T7.4-06
Break it: take the `suppress` away. The service now fails with its cache, which was there to make it faster.
"""

import asyncio
import os
from contextlib import suppress

import httpx2
from redis.asyncio import Redis
from redis.exceptions import RedisError

NOBODY = "redis://127.0.0.1:1/0"  # no server listens here


async def ask(redis: Redis, question: str) -> str:
    with suppress(RedisError):
        if (kept := await redis.get(question)) is not None:
            return str(kept)
    answer = await complete(question)
    with suppress(RedisError):
        await redis.set(question, answer, ex=60)
    return answer


async def complete(question: str) -> str:
    body = {"model": "gpt-4o-mini", "messages": [{"role": "user", "content": question}]}
    key = {"Authorization": f"Bearer {os.environ['OPENAI_API_KEY']}"}
    async with httpx2.AsyncClient(base_url=os.environ["OPENAI_BASE_URL"], headers=key, timeout=30) as client:
        reply = await client.post("/chat/completions", json=body)
        return str(reply.raise_for_status().json()["choices"][0]["message"]["content"])


async def run(question: str) -> str:
    # a slow cache is worse than none: short time-outs
    async with Redis.from_url(
        NOBODY, decode_responses=True, socket_connect_timeout=0.2, socket_timeout=0.2
    ) as redis:
        return await ask(redis, question)


def main() -> None:
    print(asyncio.run(run("Is anybody there?")))


if __name__ == "__main__":
    main()
