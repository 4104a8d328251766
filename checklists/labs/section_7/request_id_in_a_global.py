"""The wrong way: the request's id in a global. Whoever came last signs the lines of everybody.

Run it: course lab request_id_in_a_global
Mend it: a `ContextVar`; each task, and so each request, has its own value of it.
"""

import asyncio
import json

current = {"request": "-"}


def log(event: str, **fields: str | int) -> None:
    print(json.dumps({"request": current["request"], "event": event, **fields}))


async def ask_model(question: str, both_asked: asyncio.Barrier) -> None:
    log("model_asked", characters=len(question))
    await both_asked.wait()  # the other request is here too
    log("model_answered")


async def handle(name: str, question: str, both_asked: asyncio.Barrier) -> None:
    current["request"] = name
    log("received")
    await ask_model(question, both_asked)
    log("answered")


async def run() -> None:
    both_asked = asyncio.Barrier(2)
    async with asyncio.TaskGroup() as requests:
        requests.create_task(handle("r-1", "a poem", both_asked))
        requests.create_task(handle("r-2", "a joke", both_asked))


def main() -> None:
    asyncio.run(run())


if __name__ == "__main__":
    main()
