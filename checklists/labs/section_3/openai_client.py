"""`base_url` turns the OpenAI client into a client for everyone who speaks its format.

Run it: course lab T3.2.1-03
Break it: take the last part, `/v1`, off a base URL: 404, for the SDK adds `/chat/completions` and no more.
"""

import asyncio
import os

from openai import AsyncOpenAI

from course.labs.kit import provider

MODELS = {"OPENAI": "gpt-4.1-mini", "OPENROUTER": "meta-llama/llama-3.3-70b-instruct"}


async def run() -> None:
    """Ask two vendors by the same class."""
    for vendor, model in MODELS.items():
        async with AsyncOpenAI(
            api_key=os.environ[f"{vendor}_API_KEY"],
            base_url=os.environ[f"{vendor}_BASE_URL"],
            timeout=30,  # seconds; the default is 600
            max_retries=2,
        ) as client:
            answer = await client.chat.completions.create(
                model=model, messages=[{"role": "user", "content": "Hello"}]
            )
        print(f"{vendor}: {answer.choices[0].message.content}")
    for entry in provider().requests():
        print(f"POST {entry.path}")


def main() -> None:
    asyncio.run(run())


if __name__ == "__main__":
    main()
