"""GET asks for what is there, POST hands something over: two requests, and what each of them sends.

Run it: course lab T2.2.1-02
Break it: send the question with `client.get`. There is no body in a GET, and the provider answers 405.
"""

import asyncio
import os

import httpx2

QUESTION = {"model": "gpt-4.1-mini", "messages": [{"role": "user", "content": "Say hello"}]}


async def ask(client: httpx2.AsyncClient) -> None:
    for reply in (
        await client.get("/models"),
        await client.post("/chat/completions", json=QUESTION),
    ):
        sent = len(reply.request.content)
        print(f"{reply.request.method} sent {'a body' if sent else 'no body'}: {reply.status_code}")


async def run() -> None:
    key = {"Authorization": f"Bearer {os.environ['OPENAI_API_KEY']}"}
    async with httpx2.AsyncClient(base_url=os.environ["OPENAI_BASE_URL"], headers=key) as client:
        await ask(client)


def main() -> None:
    asyncio.run(run())


if __name__ == "__main__":
    main()
