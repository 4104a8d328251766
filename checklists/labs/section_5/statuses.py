"""A provider's status is about you, yours is about your caller: its 401 is not the caller's 401.

Run it: course lab T5.3.3-02
Break it: pass the status through. Your caller then logs in again, because *your* key is wrong.
"""

from typing import Any

from anthropic import Anthropic, APIConnectionError, APIStatusError, APITimeoutError

from course.labs.kit import provider, rule

ASK: dict[str, Any] = {
    "model": "claude-haiku-4-5",
    "max_tokens": 50,
    "messages": [{"role": "user", "content": "Hello"}],
}
OURS = {400: 400, 401: 502, 403: 502, 422: 400, 429: 429}


def status_for(error: Exception) -> int:
    """Return what our caller gets; the order matters, because a time-out is a connection error, too."""
    match error:
        case APIStatusError():
            return OURS.get(error.status_code, 503)
        case APITimeoutError():
            return 504
        case APIConnectionError():
            return 502
    return 500


def main() -> None:
    faults = {str(status): rule("status", status=status) for status in (400, 401, 429, 500, 529)}
    with Anthropic(max_retries=0, timeout=0.5) as client:
        for what, fault in {**faults, "silence": rule("hang"), "cut": rule("cut")}.items():
            provider().script(fault)
            try:
                client.messages.create(**ASK)
            except Exception as error:
                print(f"the provider: {what}, so we answer {status_for(error)}")


if __name__ == "__main__":
    main()
