"""The wrong way: every exception is tried again. A wrong key is wrong three times, and the caller waits.

Run it: course lab retries_everything
Mend it: `retry_if_exception` with a function that knows what waiting can mend.
"""

from typing import Any

from anthropic import Anthropic, APIStatusError
from tenacity import retry, stop_after_attempt, wait_none

from course.labs.kit import provider, rule

ASK: dict[str, Any] = {
    "model": "claude-haiku-4-5",
    "max_tokens": 50,
    "messages": [{"role": "user", "content": "Hello"}],
}


@retry(stop=stop_after_attempt(3), wait=wait_none(), reraise=True)
def answer(client: Anthropic) -> str:
    return str(client.messages.create(**ASK).content[0].text)


def main() -> None:
    with Anthropic(max_retries=0) as client:
        for status in (400, 401, 429, 503, 529):
            provider().reset()
            provider().script(rule("status", status=status))
            try:
                answer(client)
            except APIStatusError:
                print(f"{status}: asked {len(provider().requests())} time(s)")


if __name__ == "__main__":
    main()
