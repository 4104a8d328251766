"""No connection, and no answer: after the first nothing has happened, after the second you cannot know.

Run it: course lab T5.3.1-03
Break it: give one number for both. Then a provider that is down costs you as long as one that thinks.
"""

import os

import httpx2

from course.labs.kit import provider, rule

LIMITS = httpx2.Timeout(0.3, connect=2)  # seconds
BODY = {"model": "claude-haiku-4-5", "max_tokens": 50, "messages": [{"role": "user", "content": "Hello"}]}
NOBODY = "http://127.0.0.1:9"


def ask(base: str) -> str:
    headers = {"x-api-key": os.environ["ANTHROPIC_API_KEY"], "anthropic-version": "2023-06-01"}
    try:
        httpx2.post(f"{base}/v1/messages", json=BODY, headers=headers, timeout=LIMITS, trust_env=False)
    except (httpx2.ConnectError, httpx2.ConnectTimeout) as error:
        return f"{type(error).__name__}: not sent, ask elsewhere at once"
    except httpx2.ReadTimeout as error:
        return f"{type(error).__name__}: sent, and perhaps answered and paid for"
    return "answered"


def main() -> None:
    provider().script(rule("hang"))
    print(ask(NOBODY))
    print(ask(os.environ["ANTHROPIC_BASE_URL"]))
    print(f"the provider has seen {len(provider().requests())} of the two")


if __name__ == "__main__":
    main()
