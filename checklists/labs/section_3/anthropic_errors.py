"""Every status has an exception of its own, and all of them are an APIStatusError with the same facts.

Run it: course lab T3.1.4-02
Break it: catch `RateLimitError` alone: the first 400 ends the program.
"""

from anthropic import Anthropic, APIStatusError

from course.labs.kit import provider, rule


def main() -> None:
    with Anthropic(max_retries=0) as client:
        for status in (400, 401, 403, 404, 413, 429, 500, 503, 529):
            provider().script(rule("status", status=status))
            try:
                client.messages.create(
                    model="claude-haiku-4-5", max_tokens=50, messages=[{"role": "user", "content": "Hello"}]
                )
            except APIStatusError as error:
                passes = status in {408, 409, 429} or status >= 500
                again = "worth another try" if passes else "wrong for good"
                name = type(error).__name__
                print(f"{error.status_code} {name} {error.type}: {again} ({error.request_id})")
    print(f"{len(provider().requests())} requests, for nothing was tried again")


if __name__ == "__main__":
    main()
