"""A response cache in the process: the same question again costs nothing, and the reply says it is a copy.

Run it: course lab T7.4-01
Break it: take the `while` out of `keep`. The last question is a hit, too: everything stays in memory.
"""

import asyncio
import os
from collections import OrderedDict

import httpx2
from fastapi import FastAPI, Response

SIZE = 2  # answers; a thousand or so in earnest
app = FastAPI()
answers: OrderedDict[str, str] = OrderedDict()  # the one used last stands last


@app.get("/ask")
async def ask(question: str, response: Response) -> str:
    if question in answers:
        answers.move_to_end(question)
        response.headers["X-Cache"] = "hit"
        return answers[question]
    response.headers["X-Cache"] = "miss"
    answer = await complete(question)  # raises for a failure, which is therefore never kept
    keep(question, answer)
    return answer


def keep(question: str, answer: str) -> None:
    answers[question] = answer
    while len(answers) > SIZE:
        answers.popitem(last=False)


async def complete(question: str) -> str:
    body = {"model": "gpt-4o-mini", "messages": [{"role": "user", "content": question}]}
    key = {"Authorization": f"Bearer {os.environ['OPENAI_API_KEY']}"}
    async with httpx2.AsyncClient(base_url=os.environ["OPENAI_BASE_URL"], headers=key, timeout=30) as client:
        reply = await client.post("/chat/completions", json=body)
        return str(reply.raise_for_status().json()["choices"][0]["message"]["content"])


async def get(*questions: str) -> list[httpx2.Response]:
    transport = httpx2.ASGITransport(app, raise_app_exceptions=False)
    async with httpx2.AsyncClient(transport=transport, base_url="http://app") as client:
        return [await client.get("/ask", params={"question": question}) for question in questions]


def main() -> None:
    answers.clear()
    for reply in asyncio.run(get("one", "one", "two", "three", "one")):
        print(f"{reply.headers['X-Cache']}: {reply.text}")


if __name__ == "__main__":
    main()
