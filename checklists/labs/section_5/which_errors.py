"""Only what waiting can mend is tried again: 429, 5xx, connections. A 400 goes to the caller at once.

Run it: course lab T5.3.2-03
Break it: retry every exception, as `retries_everything.py` does, and read the journal.
"""

from typing import Any

from anthropic import Anthropic, APIConnectionError, APIStatusError
from tenacity import retry, retry_if_exception, stop_after_attempt, wait_none

from course.labs.kit import provider, rule

ASK: dict[str, Any] = {
    "model": "claude-haiku-4-5",
    "max_tokens": 50,
    "messages": [{"role": "user", "content": "Hello"}],
}
TRANSIENT = {408, 409, 429, 500, 502, 503, 504, 529}


def is_transient(error: BaseException) -> bool:
    if isinstance(error, APIStatusError):
        return error.status_code in TRANSIENT
    return isinstance(error, APIConnectionError)


@retry(retry=retry_if_exception(is_transient), stop=stop_after_attempt(3), wait=wait_none(), reraise=True)
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
