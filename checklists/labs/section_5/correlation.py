"""A context variable carries the request's id into every line, through every await, and never to a neighbour.

Run it: course lab T5.4.2-01
Break it: keep the id in a global instead. With two requests at once, lines bear the other's id.
"""

import asyncio

import structlog
from structlog.contextvars import bound_contextvars, merge_contextvars

log = structlog.wrap_logger(
    structlog.PrintLogger(),
    processors=[merge_contextvars, structlog.processors.KeyValueRenderer(key_order=["request_id", "event"])],
)


async def call_model() -> None:
    log.info("asked")  # knows nothing of requests, and says whose it is all the same
    await asyncio.sleep(0.01)  # stands for the model's time: the other request is logged meanwhile
    log.info("answered")


async def request(name: str) -> None:
    with bound_contextvars(request_id=name):
        await call_model()


async def both() -> None:
    await asyncio.gather(request("r-1"), request("r-2"))


def main() -> None:
    asyncio.run(both())


if __name__ == "__main__":
    main()
