"""`asyncio.create_task` starts work beside your own; keep the task, and await it before you need its result.

Run it: course lab T2.1.3-02
Break it: delete the last `await task`. The program ends, the loop closes, and the summary is never written.
"""

import asyncio


async def summarise(text: str) -> str:
    print("summary: begun")
    await asyncio.sleep(0.2)  # stands for the model's time
    print("summary: written")
    return text[:5]


async def answer() -> str:
    task = asyncio.create_task(summarise("Hello, Ada"))  # it begins at the next await, not here
    print("answer: task made")
    await asyncio.sleep(0.1)  # stands for the rest of the answer
    print("answer: sent")
    return await task


def main() -> None:
    print(f"result: {asyncio.run(answer())}")


if __name__ == "__main__":
    main()
