"""Each retry leaves a line with its number, the reason and the wait: retries in silence just look slow.

Run it: course lab T5.3.2-04
Break it: drop `before_sleep`. The caller waits, the log says nothing, and nobody knows why.
"""

from typing import Any

import structlog
from anthropic import Anthropic, APIStatusError
from tenacity import RetryCallState, retry, stop_after_attempt, wait_fixed

from course.labs.kit import provider, rule

ASK: dict[str, Any] = {
    "model": "claude-haiku-4-5",
    "max_tokens": 50,
    "messages": [{"role": "user", "content": "Hello"}],
}
log = structlog.wrap_logger(structlog.PrintLogger(), processors=[structlog.processors.JSONRenderer()])


def told(state: RetryCallState) -> None:
    error = state.outcome.exception() if state.outcome else None
    status = error.status_code if isinstance(error, APIStatusError) else None
    log.warning("provider failed", attempt=state.attempt_number, status=status, wait=state.upcoming_sleep)


@retry(stop=stop_after_attempt(3), wait=wait_fixed(0.05), before_sleep=told, reraise=True)
def answer(client: Anthropic) -> str:
    return str(client.messages.create(**ASK).content[0].text)


def main() -> None:
    provider().script(rule("status", status=529, request=1), rule("status", status=503, request=2))
    with Anthropic(max_retries=0) as client:
        answer(client)
    log.info("answered")


if __name__ == "__main__":
    main()
