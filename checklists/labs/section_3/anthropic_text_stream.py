"""`text_stream` is the words alone, in the order they come; put together they are the answer.

Run it: course lab T3.1.3-02
Break it: collect the pieces of `stream` instead of `stream.text_stream`: events are no text.
"""

import asyncio

from anthropic import AsyncAnthropic


async def run() -> None:
    """Print each piece as it comes, with a bar between, and compare the whole."""
    pieces = []
    async with (
        AsyncAnthropic() as client,
        client.messages.stream(
            model="claude-haiku-4-5", max_tokens=200, messages=[{"role": "user", "content": "Count to 9."}]
        ) as stream,
    ):
        async for text in stream.text_stream:
            print(text, end="|", flush=True)
            pieces.append(text)
        message = await stream.get_final_message()
    print(f"\n{len(pieces)} pieces, the same text: {''.join(pieces) == message.content[0].text}")
    print(f"what the words do not say: {message.stop_reason}, {message.usage.output_tokens} tokens")


def main() -> None:
    asyncio.run(run())


if __name__ == "__main__":
    main()
