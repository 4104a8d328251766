"""A pipeline has a language of its own: it prepares what goes to the model, and checks what comes back.

Run it: course lab T7.2-02
Break it: put `report.text` into the prompt as it is. The answer shows that the provider has the address.
"""

import asyncio
import os
import re

import httpx2
from fastapi import FastAPI, HTTPException
from pydantic import BaseModel, Field

ADDRESS = re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+\w")
app = FastAPI()


class Report(BaseModel):
    text: str = Field(min_length=1, max_length=2000)


class Summary(BaseModel):
    summary: str
    model: str


@app.post("/summaries")
async def summarise(report: Report) -> Summary:
    prompt = f"Summarise in one sentence: {without_addresses(report.text)}"
    model, answer = await complete(prompt)
    if not answer.strip():
        raise HTTPException(502, "the model gave no summary")
    return Summary(summary=answer.strip(), model=model)


def without_addresses(text: str) -> str:
    return ADDRESS.sub("[address]", text)


async def complete(prompt: str) -> tuple[str, str]:
    body = {"model": "gpt-4o-mini", "messages": [{"role": "user", "content": prompt}]}
    key = {"Authorization": f"Bearer {os.environ['OPENAI_API_KEY']}"}
    async with httpx2.AsyncClient(base_url=os.environ["OPENAI_BASE_URL"], headers=key, timeout=30) as client:
        reply = (await client.post("/chat/completions", json=body)).raise_for_status().json()
    return reply["model"], reply["choices"][0]["message"]["content"]


async def post(text: str) -> httpx2.Response:
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app), base_url="http://app") as client:
        return await client.post("/summaries", json={"text": text})


def main() -> None:
    for text in ("Ada (ada@example.org) wants her money back.", ""):
        reply = asyncio.run(post(text))
        print(f"{reply.status_code}: {reply.text}")


if __name__ == "__main__":
    main()
