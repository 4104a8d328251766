"""A 429 says that you asked too much; its header says how long to wait, its code whether that helps.

Run it: course lab T5.3.1-01
Break it: look at the status alone, and wait for a budget that nobody fills up.
"""

from typing import Any

from anthropic import Anthropic, RateLimitError

from course.labs.kit import provider, rule

ASK: dict[str, Any] = {
    "model": "claude-haiku-4-5",
    "max_tokens": 50,
    "messages": [{"role": "user", "content": "Hello"}],
}

SPENT = "enforced_spend_limit_reached"


def advice(error: RateLimitError) -> str:
    details = error.body["error"].get("details") or {} if isinstance(error.body, dict) else {}
    if details.get("error_code") == SPENT:
        return "do not wait: the account's budget is used up"
    return f"come back in {error.response.headers['retry-after']} seconds"


def main() -> None:
    faults = [rule("status", status=429, retry_after=7), rule("status", status=429, error_code=SPENT)]
    with Anthropic(max_retries=0) as client:
        for fault in faults:
            provider().script(fault)
            try:
                client.messages.create(**ASK)
            except RateLimitError as error:
                print(f"{error.status_code} {error.type}: {advice(error)}")


if __name__ == "__main__":
    main()
