"""Calls that run together can fail together: `return_exceptions=True` hands over all results and failures.

Run it: course lab T2.1.3-03
Break it: leave out `return_exceptions`, as `lost_exception.py` does, and look for the second failure.
"""

import asyncio


async def ask(provider: str) -> str:
    await asyncio.sleep(0.1)  # stands for the model's time
    if provider == "openai":
        return "answer of openai"
    raise ConnectionError(f"{provider} is down")


async def ask_all() -> list[str | BaseException]:
    calls = (ask(provider) for provider in ("anthropic", "openai", "openrouter"))
    return await asyncio.gather(*calls, return_exceptions=True)


def main() -> None:
    for outcome in asyncio.run(ask_all()):
        print(f"failed: {outcome}" if isinstance(outcome, BaseException) else outcome)


if __name__ == "__main__":
    main()
