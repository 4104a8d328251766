"""An asynchronous stream is closed by whoever opened it; else the provider writes on, at your cost.

Run it: course lab T3.3.4-03
Break it: take `await stream.aclose()` away: the provider still waits for a reader.
"""

import asyncio

import litellm

from course.labs.kit import provider, rule


async def run() -> None:
    provider().script(rule("gate", open=3))
    stream = await litellm.acompletion(
        model="openai/gpt-4.1-mini", messages=[{"role": "user", "content": "Count to 50."}], stream=True
    )
    try:
        async for chunk in stream:
            print(repr(chunk.choices[0].delta.content))
            if "3" in (chunk.choices[0].delta.content or ""):
                break  # the reader has heard enough
    finally:
        await stream.aclose()
    entry = await asyncio.to_thread(provider().until, 1, "ended", 5)
    print(f"after {entry.tokens_sent} tokens: {entry.ended}")


def main() -> None:
    asyncio.run(run())


if __name__ == "__main__":
    main()
