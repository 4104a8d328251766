"""The fault that only the log knew, mended: the cache's key names everything that the answer depends on.

Run it: course lab T7.7-01
Break it: take `user` out of the key again. No test of the status sees it; one line of the log does.
"""

import asyncio
import json

REQUESTS = [
    ("r-1", "ada", "What is on my calendar?"),
    ("r-2", "ada", "What is on my calendar?"),
    ("r-3", "bo", "What is on my calendar?"),
    ("r-4", "bo", "Tell me a joke."),
]
cache: dict[tuple[str, str], tuple[str, str]] = {}  # a user and a question → who asked first, and the answer


def log(event: str, **fields: str | int) -> None:
    print(json.dumps({"event": event, **fields}))


async def ask_model(request: str, user: str, question: str) -> str:
    if request == "r-4":
        log("model_retry", level="warning", request=request, attempt=2, after=429)
    log("model", level="info", request=request, tokens=31)
    return f"an answer for {user} to: {question}"


async def chat(request: str, user: str, question: str) -> str:
    log("received", level="info", request=request, user=user)
    key = (user, question)
    if key in cache:
        stored_for, answer = cache[key]
        log("cache_hit", level="info", request=request, user=user, stored_for=stored_for)
    else:
        answer = await ask_model(request, user, question)
        cache[key] = user, answer
    log("answered", level="info", request=request, status=200, characters=len(answer))
    return answer


async def run() -> None:
    cache.clear()
    for request in REQUESTS:
        await chat(*request)


def main() -> None:
    asyncio.run(run())


if __name__ == "__main__":
    main()
