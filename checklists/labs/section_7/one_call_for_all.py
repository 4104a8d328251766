"""Many ask the same before the first answer is there: they share one call, and no failure is kept.

Run it: course lab T7.4-05
Break it: look only into `kept`. All ten find nothing there, and all ten calls are paid for.
"""

import asyncio
import os
from collections import Counter

import httpx2

kept: dict[str, str] = {}
under_way: dict[str, asyncio.Task[str]] = {}


async def ask(question: str) -> str:
    if question in kept:
        return kept[question]
    if question not in under_way:
        call = asyncio.create_task(complete(question))
        call.add_done_callback(lambda _: under_way.pop(question))
        under_way[question] = call
    kept[question] = await asyncio.shield(under_way[question])  # one who leaves takes it from nobody else
    return kept[question]


async def complete(question: str) -> str:
    body = {"model": "gpt-4o-mini", "messages": [{"role": "user", "content": question}]}
    key = {"Authorization": f"Bearer {os.environ['OPENAI_API_KEY']}"}
    async with httpx2.AsyncClient(base_url=os.environ["OPENAI_BASE_URL"], headers=key, timeout=30) as client:
        reply = await client.post("/chat/completions", json=body)
        return str(reply.raise_for_status().json()["choices"][0]["message"]["content"])


async def together(question: str, count: int) -> list[str | BaseException]:
    return await asyncio.gather(*(ask(question) for _ in range(count)), return_exceptions=True)


def main() -> None:
    kept.clear()
    for answer, count in Counter(map(str, asyncio.run(together("What is a stampede?", 10)))).items():
        print(f"{count} have: {answer}")


if __name__ == "__main__":
    main()
