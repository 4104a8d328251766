"""`delta` is what this chunk adds: the role once, then pieces of the text; put together they are the message.

Run it: course lab T3.2.3-03
Break it: write `choice.message.content`, as without streaming: a chunk has no message.
"""

import asyncio

from openai import AsyncOpenAI


async def run() -> None:
    async with (
        AsyncOpenAI() as client,
        await client.chat.completions.create(
            model="gpt-4.1-mini", messages=[{"role": "user", "content": "Count to 4."}], stream=True
        ) as stream,
    ):
        message = ""
        async for chunk in stream:
            choice = chunk.choices[0]
            print(choice.delta.model_dump(exclude_unset=True), choice.finish_reason or "")
            message += choice.delta.content or ""
    print("the message:", message)


def main() -> None:
    asyncio.run(run())


if __name__ == "__main__":
    main()
