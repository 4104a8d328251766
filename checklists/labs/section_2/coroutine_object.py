"""`async def` makes a function whose call does nothing yet: it returns a coroutine, which somebody must run.

Run it: course lab T2.1.2-01
Break it: drop the `async`. The greeting comes before "called", and there is no coroutine any more.
"""

import asyncio


async def greet(name: str) -> str:
    print(f"greeting {name}")
    return f"Hello, {name}"


def main() -> None:
    called = greet("Ada")
    print(f"called: {type(called).__name__}")
    print(f"run: {asyncio.run(called)}")


if __name__ == "__main__":
    main()
