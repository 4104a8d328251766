"""The wrong way: a key of the question alone. Whoever pays for the better model gets what the small one said.

Run it: course lab key_without_model
Mend it: hash everything that goes to the provider, and the tenant; `cache_key.py` does.
"""

import asyncio
import json
import os
from hashlib import sha256
from typing import Any

import httpx2

cache: dict[str, str] = {}


def key_of(_tenant: str, body: dict[str, Any]) -> str:
    canonical = json.dumps(body["messages"], sort_keys=True, separators=(",", ":"))
    return sha256(canonical.encode()).hexdigest()


async def ask(tenant: str, **body: object) -> str:
    key = key_of(tenant, body)
    if key not in cache:
        cache[key] = await complete(body)
    return cache[key]


async def complete(body: dict[str, Any]) -> str:
    key = {"Authorization": f"Bearer {os.environ['OPENAI_API_KEY']}"}
    async with httpx2.AsyncClient(base_url=os.environ["OPENAI_BASE_URL"], headers=key, timeout=30) as client:
        reply = (await client.post("/chat/completions", json=body)).raise_for_status().json()
        return f"{reply['model']}: {reply['choices'][0]['message']['content']}"


def main() -> None:
    cache.clear()
    hello = [{"role": "user", "content": "Hello"}]
    for model in ("gpt-4o-mini", "gpt-4o", "gpt-4o-mini"):
        print(f"asked {model}, answered by {asyncio.run(ask('acme', model=model, messages=hello))}")


if __name__ == "__main__":
    main()
