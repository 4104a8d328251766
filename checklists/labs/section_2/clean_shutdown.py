"""Resources close in the reverse order of their opening, and also when a later one cannot be opened.

Run it: course lab T2.3.2-03
Break it: take away `try` and `finally`. When the cache fails, the database is never closed.
"""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

from fastapi import FastAPI
from fastapi.testclient import TestClient


@asynccontextmanager
async def resource(name: str, *, broken: bool = False) -> AsyncIterator[str]:
    if broken:
        raise ConnectionError(f"{name} cannot be reached")
    print(f"{name}: open")
    try:
        yield name
    finally:
        print(f"{name}: closed")


def new_app(*, broken_cache: bool) -> FastAPI:
    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        async with AsyncExitStack() as stack:
            await stack.enter_async_context(resource("database"))
            await stack.enter_async_context(resource("cache", broken=broken_cache))
            yield

    return FastAPI(lifespan=lifespan)


def main() -> None:
    for broken in (False, True):
        try:
            with TestClient(new_app(broken_cache=broken)):
                print("serving")
        except ConnectionError as error:
            print(f"not started: {error}")


if __name__ == "__main__":
    main()
