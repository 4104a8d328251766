"""The SDK takes its key from ANTHROPIC_API_KEY and sends it as a Bearer token; without one, the call fails.

Run it: course lab T3.1.1-02
Break it: write a key into this file, `Anthropic(api_key="sk-sim-in-the-code")`, and look at the fingerprint.
"""

import os
from typing import Any

from anthropic import Anthropic

from course.labs.kit import provider, show

ASK: dict[str, Any] = {
    "model": "claude-haiku-4-5",
    "max_tokens": 50,
    "messages": [{"role": "user", "content": "Hello"}],
}


def main() -> None:
    with Anthropic() as client:  # no key in the code: it stands in the environment
        client.messages.create(**ASK)
    show(provider().requests()[0], "authorization", "x-api-key", "anthropic-version")

    del os.environ["ANTHROPIC_API_KEY"]
    with Anthropic() as client:  # no error yet
        try:
            client.messages.create(**ASK)
        except TypeError as error:
            print(f"without a key, the call is a TypeError: {error}")
    print(f"the provider saw {len(provider().requests())} request")


if __name__ == "__main__":
    main()
