"""A 400 is your own mistake: asked again it is the same mistake, so nobody should ask again.

Run it: course lab T5.3.1-04
Break it: script a 503 instead of sending nonsense, and count the requests again.
"""

from typing import Any

from anthropic import Anthropic, BadRequestError

from course.labs.kit import provider

ASK: dict[str, Any] = {
    "model": "claude-haiku-4-5",
    "max_tokens": 50,
    "messages": [{"role": "assistant", "content": "Hello"}, {"role": "wizard", "content": "Hello"}],
}


def main() -> None:
    with Anthropic(max_retries=2) as client:
        try:
            client.messages.create(**ASK)
        except BadRequestError as error:
            print(f"{error.status_code} {error.type}: mend the request")
    print(f"asked {len(provider().requests())} time, although two more tries were allowed")


if __name__ == "__main__":
    main()
