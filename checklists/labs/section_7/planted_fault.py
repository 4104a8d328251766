"""Stage 5 with a fault planted in it: a user complains, and all that you get is the stage's log.

Run it: course lab T7.7-05 (and once more after `export FAULT=2`, and 3)
Break it: `export FAULT=0` plants nothing. The same requests, and a log without the line that you found.
"""

import os
from typing import Any

from course.labs.kit import provider, rule
from course.labs.planted import faults, kept, stage_5

TIERS = {"ada": "premium", "bo": "free", "cem": "free", "dora": "free"}
SETTINGS = {
    "RATE_LIMIT_FREE": "3/minute",
    "RATE_LIMIT_PREMIUM": "100/minute",
    "TOKENS_PER_DAY_FREE": "500",
    "RETRY_BACKOFF": "0.1",
    "COOLDOWN_AFTER": "100",
}
DOWN = rule("status", status=503)
BUSY = rule("status", status=503, request=1)
REFUSED = rule("status", status=400)
REQUESTS: list[tuple[str, list[Any]]] = [  # who asks, and what the provider does about it
    *[("ada", []), ("bo", [BUSY]), ("ada", []), ("cem", [REFUSED]), ("dora", [DOWN])],
    *[("ada", []), ("dora", [DOWN]), ("bo", []), ("ada", []), ("dora", [])],
]


def log_of(*numbers: int) -> list[dict[str, Any]]:
    """Return the lines that the stage writes about these requests, with these faults in it."""
    planted = [faults()[number - 1] for number in numbers]
    with stage_5(planted, tiers=TIERS, settings=SETTINGS) as stage:
        for number, (user, does) in enumerate(REQUESTS, start=1):
            provider().reset()  # its requests are counted anew
            provider().script(*does)
            stage.ask(user, f"r-{number:02}", message="Hello", model="openai/gpt-4.1-mini", max_tokens=200)
    return stage.log


def main() -> None:
    fault = int(os.environ.get("FAULT", "1"))
    log = kept(log_of(fault) if fault else log_of(), f"planted-fault-{fault}")
    print(faults()[fault - 1].complaint if fault else "Nobody complains.")
    print(f"The log is in {log}. What is the symptom, and which request is it?")
    print("Which line shows the cause, what is the cause, and in which module would you look?")
    print(f"To begin with: jq -c 'select(.message == \"request\") | [.request_id, .user, .status]' {log}")


if __name__ == "__main__":
    main()
