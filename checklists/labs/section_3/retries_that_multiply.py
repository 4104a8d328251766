"""Two layers that each try three times are nine requests for one question, to a provider that is down.

Run it: course lab retries_that_multiply
Break it: set `max_retries=0`, so that one layer owns the retries: three requests.
"""

from anthropic import Anthropic, APIStatusError
from tenacity import RetryError, Retrying, retry_if_exception_type, stop_after_attempt

from course.labs.kit import provider, rule


def main() -> None:
    provider().script(rule("status", status=503, retry_after=0.01))
    retrying = Retrying(stop=stop_after_attempt(3), retry=retry_if_exception_type(APIStatusError))
    with Anthropic(max_retries=2) as client:  # the SDK's default: three attempts, and nobody sees it
        try:
            retrying(
                client.messages.create,
                model="claude-haiku-4-5",
                max_tokens=20,
                messages=[{"role": "user", "content": "Hello"}],
            )
        except RetryError:
            print(f"one question, {len(provider().requests())} requests")


if __name__ == "__main__":
    main()
