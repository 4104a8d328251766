"""A regular function cannot `await`: it has no way to pause. `asyncio.run` is the door to one that can.

Run it: course lab T2.1.2-03
Break it: call `from_sync()` inside `from_async` without a thread: a loop is running there already.
"""

import asyncio

REGULAR = """
def regular():
    await fetch()
"""


async def fetch() -> str:
    return "answer"


def from_sync() -> str:
    """Start a loop, run one coroutine to its end, close the loop: for the outermost function of a program."""
    return asyncio.run(fetch())


async def from_async() -> str:
    """Call a regular function that needs a loop of its own: only in a thread of its own."""
    return await asyncio.to_thread(from_sync)


def main() -> None:
    try:
        compile(REGULAR, "regular.py", "exec")
    except SyntaxError as error:
        print(f"await in a regular function: {error.msg}")
    print(f"from a regular function: {from_sync()}")
    print(f"from an async function: {asyncio.run(from_async())}")


if __name__ == "__main__":
    main()
