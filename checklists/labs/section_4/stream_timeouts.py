"""A stream needs three limits: until the first token, between two tokens, and for the whole answer.

Run it: course lab T4.2.2-04
Break it: keep only `total`: a silent stream holds its client for the whole of it.
"""

import asyncio
from collections.abc import AsyncIterator

from anthropic import AsyncAnthropic

from course.labs.kit import provider, rule


async def limited(tokens: AsyncIterator[str], first: float, idle: float, total: float) -> AsyncIterator[str]:
    """Pass the tokens on; raise TimeoutError with the name of a limit that is reached. In seconds."""
    end = asyncio.get_running_loop().time() + total
    name, limit = "first token", first
    while True:
        left = end - asyncio.get_running_loop().time()
        name, limit = (name, limit) if limit < left else ("total", left)
        try:
            token = await asyncio.wait_for(anext(tokens), limit)
        except StopAsyncIteration:
            return
        except TimeoutError:
            raise TimeoutError(name) from None
        yield token
        name, limit = "idle", idle


async def run() -> None:
    async with AsyncAnthropic(max_retries=0) as client:
        for fault in (rule("slow_first_token", seconds=60), rule("stall", after_tokens=3), rule("ok")):
            provider().script(fault)
            text = ""
            try:
                async with client.messages.stream(
                    model="claude-haiku-4-5",
                    max_tokens=50,
                    messages=[{"role": "user", "content": "Count to 5."}],
                ) as stream:
                    async for token in limited(stream.text_stream, first=1.5, idle=1, total=20):
                        text += token
                print(f"whole: {text}")
            except TimeoutError as limit:
                print(f"{limit}: after {text!r}")


def main() -> None:
    asyncio.run(run())


if __name__ == "__main__":
    main()
