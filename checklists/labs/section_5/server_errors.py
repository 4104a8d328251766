"""500, 502, 503 and 529 are the provider's trouble, not yours: the same request may work in a moment.

Run it: course lab T5.3.1-02
Break it: read the body of each as JSON. A proxy's 502 is a page of HTML.
"""

from typing import Any

from anthropic import Anthropic, APIStatusError

from course.labs.kit import provider, rule

ASK: dict[str, Any] = {
    "model": "claude-haiku-4-5",
    "max_tokens": 50,
    "messages": [{"role": "user", "content": "Hello"}],
}


def main() -> None:
    faults = [rule("status", status=status) for status in (500, 503, 529)] + [rule("html", status=502)]
    with Anthropic(max_retries=0) as client:
        for fault in faults:
            provider().script(fault)
            try:
                client.messages.create(**ASK)
            except APIStatusError as error:
                said = error.type or "no JSON: " + error.response.text[:6]
                print(f"{error.status_code} {type(error).__name__} ({said}): later, or elsewhere")


if __name__ == "__main__":
    main()
