"""The wrong way: Bo complains about his answer, every status is 200. Find the cause in the log lines alone.

Run it: course lab somebody_elses_answer
Mend it: only when you can name the line that proves your guess; `answers_kept_apart.py` is the mended one.
"""

import asyncio
import json

REQUESTS = [
    ("r-1", "ada", "What is on my calendar?"),
    ("r-2", "ada", "What is on my calendar?"),
    ("r-3", "bo", "What is on my calendar?"),
    ("r-4", "bo", "Tell me a joke."),
]
cache: dict[str, tuple[str, str]] = {}  # a question → who asked first, and the answer


def log(event: str, **fields: str | int) -> None:
    print(json.dumps({"event": event, **fields}))


async def ask_model(request: str, user: str, question: str) -> str:
    if request == "r-4":
        log("model_retry", level="warning", request=request, attempt=2, after=429)
    log("model", level="info", request=request, tokens=31)
    return f"an answer for {user} to: {question}"


async def chat(request: str, user: str, question: str) -> str:
    log("received", level="info", request=request, user=user)
    key = question
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
