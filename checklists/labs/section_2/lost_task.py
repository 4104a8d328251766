"""The wrong way: a task that nobody keeps or awaits. Whatever was left to do at the end is cancelled.

Run it: course lab lost_task
Mend it: keep the task in a variable, and await it; `background_task.py` does.
"""

import asyncio


async def summarise(text: str) -> str:
    print("summary: begun")
    await asyncio.sleep(5)  # stands for the model's time
    print("summary: written")  # never reached, and nothing says so
    return text[:5]


async def answer() -> str:
    asyncio.create_task(summarise("Hello, Ada"))  # noqa: RUF006 - this is the mistake that is shown
    print("answer: task made")
    await asyncio.sleep(0.1)  # stands for the rest of the answer
    print("answer: sent")
    return "sent"


def main() -> None:
    print(f"result: {asyncio.run(answer())}")


if __name__ == "__main__":
    main()
