"""`asyncio.gather` runs calls together: as long as the slowest, in the order of the arguments.

Run it: course lab T2.1.3-01
Break it: await the three calls one after another. The same answers, and three waits instead of one.
"""

import asyncio

SECONDS = {"anthropic": 0.3, "openai": 0.1, "openrouter": 0.2}


async def ask(provider: str) -> str:
    print(f"{provider} is asked")
    await asyncio.sleep(SECONDS[provider])  # stands for the model's time
    print(f"{provider} answers")
    return f"answer of {provider}"


async def ask_all() -> list[str]:
    return await asyncio.gather(*(ask(provider) for provider in SECONDS))


def main() -> None:
    for answer in asyncio.run(ask_all()):
        print(answer)


if __name__ == "__main__":
    main()
