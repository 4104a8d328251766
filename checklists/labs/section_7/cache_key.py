"""The key of a cached answer holds all that it depends on: who may see it, the model, every parameter.

Run it: course lab T7.4-04
Break it: make the key of the messages alone, as `key_without_model.py` does, and ask the better model.
"""

import asyncio
import json
import os
from hashlib import sha256
from typing import Any

import httpx2

cache: dict[str, str] = {}


def key_of(tenant: str, body: dict[str, Any]) -> str:
    canonical = json.dumps([tenant, body], sort_keys=True, separators=(",", ":"))
    return sha256(canonical.encode()).hexdigest()  # no prompt can be read from a list of keys


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
