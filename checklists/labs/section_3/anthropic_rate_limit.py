"""A 429 is tried again by the SDK itself, after `retry-after`; when it gives up, it is a RateLimitError.

Run it: course lab T3.1.4-01
Break it: set `max_retries=1` in the first call: two 429s are one too many.
"""

from typing import Any

from anthropic import Anthropic, RateLimitError

from course.labs.kit import provider, rule

ASK: dict[str, Any] = {
    "model": "claude-haiku-4-5",
    "max_tokens": 50,
    "messages": [{"role": "user", "content": "Hello"}],
}


def main() -> None:
    provider().script(rule("status", status=429, retry_after=0.1, request=[1, 2]))
    with Anthropic(max_retries=2) as client:
        print(f"answered: {client.messages.create(**ASK).content[0].text}")
    for entry in provider().requests():
        print(f"attempt {entry.headers['x-stainless-retry-count']}: {entry.status}")

    provider().script(rule("status", status=429, retry_after=30))
    with Anthropic(max_retries=0) as client:
        try:
            client.messages.create(**ASK)
        except RateLimitError as error:
            print(f"{type(error).__name__} {error.status_code} {error.type}: {error.api_message}")
            print(f"come back in {error.response.headers['retry-after']} s")


if __name__ == "__main__":
    main()
