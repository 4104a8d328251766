"""The service in the container: it answers, remembers in Redis, and keeps in PostgreSQL.

Run it: course lab T6.2.3-01
Break it: take the `with` from a connection, and count them with `redis-cli client list` after ten requests.
"""

import os
import time

import psycopg
import redis
from fastapi import FastAPI

GREETING = "one"

app = FastAPI()


@app.get("/health")
def health() -> dict[str, str]:
    return {"status": "ok"}


@app.get("/greeting")
def greeting() -> dict[str, str | int]:
    return {"greeting": GREETING, "user": os.getuid()}


@app.get("/answer")
def answer() -> dict[str, str]:
    """Return what was thought out before, or think, which takes a while, and remember it for a minute."""
    with redis.Redis.from_url(os.environ["REDIS_URL"], decode_responses=True) as cache:
        if known := cache.get("answer"):
            return {"answer": str(known), "from": "the cache"}
        time.sleep(0.5)
        cache.set("answer", "42", ex=60)
    return {"answer": "42", "from": "hard thinking"}


@app.post("/notes")
def keep(text: str) -> dict[str, int]:
    with psycopg.connect(os.environ["DATABASE_URL"]) as database:
        database.execute("CREATE TABLE IF NOT EXISTS notes (text text)")
        database.execute("INSERT INTO notes VALUES (%s)", [text])
    return {"kept": 1}


@app.get("/notes")
def notes() -> list[str]:
    with psycopg.connect(os.environ["DATABASE_URL"]) as database:
        database.execute("CREATE TABLE IF NOT EXISTS notes (text text)")
        return [text for (text,) in database.execute("SELECT text FROM notes")]
