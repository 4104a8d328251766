"""`await` runs a coroutine, gives back its value, and lets others run while it waits.

Run it: course lab T2.1.2-02
Break it: forget the `await` before `fetch`: you print a coroutine, and Python warns about it.
"""

import asyncio


async def fetch(what: str) -> str:
    await asyncio.sleep(0.2)  # stands for a request that is on its way
    return what.upper()


async def clock() -> None:
    for tick in range(1, 4):
        print(f"tick {tick}")
        await asyncio.sleep(0.06)


async def show() -> None:
    ticking = asyncio.create_task(clock())
    answer = await fetch("answer")  # this function stops here; the clock does not
    print(f"got {answer}")
    await ticking


def main() -> None:
    asyncio.run(show())


if __name__ == "__main__":
    main()
