"""Each step of a stream is a generator over the one before: tokens, then words, then events.

Run it: course lab T4.2.1-02
Break it: leave `aclosing` out in `run`: the generator waits at its `yield`, and so does the model.
"""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing

from anthropic import AsyncAnthropic

from course.labs.kit import provider, rule


async def tokens(question: str) -> AsyncGenerator[str, None]:
    """Yield what the model writes."""
    async with (
        AsyncAnthropic() as client,
        client.messages.stream(
            model="claude-haiku-4-5", max_tokens=200, messages=[{"role": "user", "content": question}]
        ) as stream,
    ):
        async for text in stream.text_stream:
            yield text


async def words(question: str) -> AsyncGenerator[str, None]:
    """Yield whole words: the pieces up to the next space."""
    word = ""
    async with aclosing(tokens(question)) as pieces:
        async for piece in pieces:
            if piece.startswith(" ") and word:
                yield word
                word = ""
            word += piece
    yield word


async def events(question: str) -> AsyncGenerator[str, None]:
    """Yield one event for each word."""
    async with aclosing(words(question)) as whole:
        async for word in whole:
            yield f"data: {word}\n\n"


async def run() -> None:
    provider().script(rule("gate", open=8))
    async with aclosing(events("Count to 50.")) as stream:
        for _ in range(3):
            print((await anext(stream)).encode())
    entry = await asyncio.to_thread(provider().until, 1, "ended", 5)  # the client has left after three words
    print(f"closing the last generator has closed the first: {entry.ended}")


def main() -> None:
    asyncio.run(run())


if __name__ == "__main__":
    main()
