"""One HTTP client per process, made in the lifespan: all requests to the app share its connection.

Run it: course lab T2.3.2-02
Break it: make the client inside `models`. The provider sees a new connection for every request of yours.
"""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated, TypedDict

import httpx2
from fastapi import Depends, FastAPI, Request
from fastapi.testclient import TestClient


class State(TypedDict):
    http: httpx2.AsyncClient


@asynccontextmanager
async def lifespan(_app: FastAPI) -> AsyncIterator[State]:
    key = {"Authorization": f"Bearer {os.environ['OPENAI_API_KEY']}"}
    async with httpx2.AsyncClient(base_url=os.environ["OPENAI_BASE_URL"], headers=key) as http:
        yield {"http": http}


def shared_client(request: Request) -> httpx2.AsyncClient:
    client: httpx2.AsyncClient = request.state.http
    return client


app = FastAPI(lifespan=lifespan)


@app.get("/models")
async def models(http: Annotated[httpx2.AsyncClient, Depends(shared_client)]) -> int:
    return len((await http.get("/models")).json()["data"])


def main() -> None:
    with TestClient(app) as client:
        for number in range(1, 4):
            print(f"request {number}: {client.get('/models').json()} models")


if __name__ == "__main__":
    main()
