"""One request out of many: each line carries its id, without anybody passing it on.

Run it: course lab T7.7-02
Break it: keep the id in a global, as `request_id_in_a_global.py` does. The lines of r-1 end in the middle.
"""

import asyncio
import json
from contextvars import ContextVar

request_id = ContextVar("request_id", default="-")


def log(event: str, **fields: str | int) -> None:
    print(json.dumps({"request": request_id.get(), "event": event, **fields}))


async def ask_model(question: str, both_asked: asyncio.Barrier) -> None:
    log("model_asked", characters=len(question))
    await both_asked.wait()  # the other request is here too
    log("model_answered")


async def handle(name: str, question: str, both_asked: asyncio.Barrier) -> None:
    request_id.set(name)
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
