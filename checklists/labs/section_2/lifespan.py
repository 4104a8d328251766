"""The lifespan: what is before its `yield` happens once before the first request, the rest after the last.

Run it: course lab T2.3.2-01
Break it: leave out `lifespan=lifespan`. Nothing complains at the start; the request finds no model.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TypedDict

from fastapi import FastAPI, Request
from fastapi.testclient import TestClient


class State(TypedDict):
    model: str


@asynccontextmanager
async def lifespan(_app: FastAPI) -> AsyncIterator[State]:
    print("start: loading")
    yield {"model": "tiny-1"}  # every request finds this in request.state
    print("end: unloading")


app = FastAPI(lifespan=lifespan)


@app.get("/model")
async def model(request: Request) -> str:
    return str(request.state.model)


def main() -> None:
    with TestClient(app) as client:  # as a server does: start, requests, end
        for _ in range(2):
            print(f"request: {client.get('/model').json()}")


if __name__ == "__main__":
    main()
