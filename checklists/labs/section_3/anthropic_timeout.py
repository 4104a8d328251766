"""Without limits of your own a silent provider holds you for ten minutes, and again for each retry.

Run it: course lab T3.1.4-03
Break it: catch `APITimeoutError` alone: the silence in mid-stream is an exception of httpx2.
"""

from typing import Any

from anthropic import Anthropic, APITimeoutError
from httpx2 import Timeout, TransportError

from course.labs.kit import provider, rule

ASK: dict[str, Any] = {
    "model": "claude-haiku-4-5",
    "max_tokens": 200,
    "messages": [{"role": "user", "content": "Count to 9."}],
}
LIMITS = Timeout(5, read=0.8)  # seconds; `read` is the longest silence, not the whole answer


def main() -> None:
    with Anthropic() as client:
        limit: Any = client.timeout
        print(f"the default: {limit.read:g} s of silence, {client.max_retries} retries")

    with Anthropic(timeout=LIMITS, max_retries=1) as client:
        provider().script(rule("hang"))
        try:
            client.messages.create(**ASK)
        except APITimeoutError as error:
            print(f"no answer: {type(error).__name__}, after {len(provider().requests())} attempts")

        provider().script(rule("stall", after_tokens=4))
        words: list[str] = []
        try:
            with client.messages.stream(**ASK) as stream:
                words.extend(stream.text_stream)
        except (APITimeoutError, TransportError) as error:
            print(f"silence in mid-stream: {type(error).__module__}.{type(error).__name__}")
    print(f"requests in all: {len(provider().requests())}; a stream that has begun is not tried again")


if __name__ == "__main__":
    main()
