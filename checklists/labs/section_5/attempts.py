"""tenacity asks again until it works, three times at most, and gives up with the last error.

Run it: course lab T5.3.2-01
Break it: leave `stop` out. tenacity's default is to try for ever.
"""

from typing import Any

from anthropic import Anthropic, APIStatusError
from tenacity import retry, stop_after_attempt, stop_after_delay, wait_none

from course.labs.kit import provider, rule

ASK: dict[str, Any] = {
    "model": "claude-haiku-4-5",
    "max_tokens": 50,
    "messages": [{"role": "user", "content": "Hello"}],
}


@retry(stop=stop_after_attempt(3) | stop_after_delay(20), wait=wait_none(), reraise=True)
def answer(client: Anthropic) -> str:
    return str(client.messages.create(**ASK).content[0].text)


def main() -> None:
    with Anthropic(max_retries=0) as client:  # tenacity alone decides: two layers would multiply
        provider().script(rule("status", status=503, request=[1, 2]))
        print("two failures:", "answered" if answer(client) else "empty")
        print(f"requests: {len(provider().requests())}")

        provider().reset()
        provider().script(rule("status", status=503))
        try:
            answer(client)
        except APIStatusError as error:
            print(f"failures only: {error.status_code} after {len(provider().requests())} requests")


if __name__ == "__main__":
    main()
