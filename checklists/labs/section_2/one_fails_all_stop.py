"""A `TaskGroup` is all or nothing: when one call fails, the others are cancelled.

Run it: course lab one_fails_all_stop
Break it: use `asyncio.gather`, and wait a second after the failure: the slow call still runs, and costs.
"""

import asyncio


async def ask(provider: str, seconds: float) -> str:
    try:
        await asyncio.sleep(seconds)  # stands for the model's time
    except asyncio.CancelledError:
        print(f"{provider} is cancelled")
        raise
    raise ConnectionError(f"{provider} is down")


async def ask_all() -> None:
    async with asyncio.TaskGroup() as group:
        group.create_task(ask("openai", 0.1))
        group.create_task(ask("anthropic", 5))


def main() -> None:
    try:
        asyncio.run(ask_all())
    except* ConnectionError as failures:
        print(f"failed: {[str(failure) for failure in failures.exceptions]}")


if __name__ == "__main__":
    main()
