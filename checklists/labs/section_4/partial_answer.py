"""What has come is not lost: keep it, and ask the model to go on from there.

Run: course lab T4.2.2-03
See it fail: ask the same question again instead: the answer starts anew, and you pay for the first part twice.
"""

import httpx2
from anthropic import Anthropic, APIError

from course.labs.kit import provider, rule

QUESTION = {"role": "user", "content": "Count to 9."}


def ask(client: Anthropic, turns: list[dict[str, str]]) -> tuple[str, bool]:
    """Return the text that came, and whether it is the whole answer."""
    text = ""
    try:
        with client.messages.stream(model="claude-haiku-4-5", max_tokens=100, messages=turns) as stream:
            for piece in stream.text_stream:
                text += piece
            return text, stream.current_message_snapshot.stop_reason is not None
    except (APIError, httpx2.TransportError):
        return text, False


def main() -> None:
    provider().script(rule("cut", after_tokens=4, request=1))
    with Anthropic(max_retries=0) as client:
        begun, whole = ask(client, [QUESTION])
        print(f"first: {begun!r}, whole: {whole}")
        # An answer that has begun is the last turn; Claude 4.5 goes on from it, newer models refuse it.
        rest, whole = ask(client, [QUESTION, {"role": "assistant", "content": begun}])
        print(f"then: {rest!r}, whole: {whole}")
    print(f"together: {begun + rest}")


if __name__ == "__main__":
    main()
