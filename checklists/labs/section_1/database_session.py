"""A session per request: committed when the endpoint succeeds, rolled back when it raises, always closed.

Run it: course lab T1.4.3-01
Break it: leave `scope="function"` out. The commit comes after the answer, and the client can be too early.
"""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated

from fastapi import Depends, FastAPI, HTTPException, Request
from fastapi.testclient import TestClient
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine


@asynccontextmanager
async def lifespan(_app: FastAPI) -> AsyncIterator[dict[str, object]]:
    engine = create_async_engine(os.environ["DATABASE_URL"])  # a pool of connections, once per process
    async with engine.begin() as connection:
        await connection.execute(text("DROP TABLE IF EXISTS notes"))
        await connection.execute(text("CREATE TABLE notes (text TEXT)"))
    yield {"sessions": async_sessionmaker(engine), "pool": engine.pool}
    await engine.dispose()


async def new_session(request: Request) -> AsyncIterator[AsyncSession]:
    async with request.state.sessions.begin() as session:  # commit at the end, roll back on an exception
        yield session


Session = Annotated[AsyncSession, Depends(new_session, scope="function")]
app = FastAPI(lifespan=lifespan)


@app.post("/notes", status_code=201)
async def create(note: str, session: Session) -> None:
    await session.execute(text("INSERT INTO notes VALUES (:note)"), {"note": note})
    if note == "forbidden":
        raise HTTPException(422, "after the insert")


@app.get("/notes")
async def read(session: Session) -> list[str]:
    return list((await session.scalars(text("SELECT text FROM notes ORDER BY text"))).all())


@app.get("/pool")
async def pool(request: Request) -> int:
    return int(request.state.pool.checkedout())


def main() -> None:
    with TestClient(app) as client:
        for note in ("milk", "forbidden", "tea"):
            print(f"{note}: {client.post('/notes', params={'note': note}).status_code}")
        print(f"stored: {client.get('/notes').json()}")
        print(f"connections still taken: {client.get('/pool').json()}")


if __name__ == "__main__":
    main()
