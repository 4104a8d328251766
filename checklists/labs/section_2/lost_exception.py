"""The wrong way: `gather` raises the first failure; the other failure and the good answer are lost.

Run it: course lab lost_exception
Mend it: `return_exceptions=True`, and look at each result; `failures_together.py` does.
"""

import asyncio


async def ask(provider: str) -> str:
    await asyncio.sleep(0.1)  # stands for the model's time
    if provider == "openai":
        return "answer of openai"
    raise ConnectionError(f"{provider} is down")


async def ask_all() -> list[str]:
    return await asyncio.gather(*(ask(provider) for provider in ("anthropic", "openai", "openrouter")))


def main() -> None:
    try:
        print(asyncio.run(ask_all()))
    except ConnectionError as error:
        print(f"failed: {error}")


if __name__ == "__main__":
    main()
