"""Where the counts are kept: in each process's memory, so two processes allow twice as much, or in Redis.

Run it: course lab T5.2.2-04
Break it: give each server its own `key_prefix`. They share Redis, and not one count.
"""

import os
import secrets

from fastapi import FastAPI, Request
from fastapi.testclient import TestClient
from slowapi import Limiter
from slowapi.util import get_remote_address


def server(storage: str, prefix: str) -> TestClient:
    """Return what stands for one process: an application with a limiter of its own."""
    limiter = Limiter(key_func=get_remote_address, storage_uri=storage, key_prefix=prefix)
    app = FastAPI()

    @app.get("/chat")
    @limiter.limit("3/minute")
    # A plain def: slowapi's Redis client blocks, and in a thread it does not block the event loop.
    def chat(request: Request) -> str:  # noqa: ARG001 - slowapi reads it
        return "hello"

    return TestClient(app)


def statuses(storage: str) -> list[int]:
    run = secrets.token_hex(4)  # so that the last run's counts are not ours
    servers = [server(storage, run), server(storage, run)]
    return [servers[turn % 2].get("/chat").status_code for turn in range(8)]


def main() -> None:
    print(f"memory: {statuses('memory://')}")
    print(f"redis: {statuses(os.environ['REDIS_URL'])}")


if __name__ == "__main__":
    main()
