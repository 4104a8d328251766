"""`max_tokens` has to be given and cuts the answer off; `temperature` is gone.

Run it: course lab T3.1.2-03
Break it: raise `max_tokens` to 500: the stop reason becomes `end_turn`.
"""

from typing import Any

from anthropic import Anthropic, BadRequestError

ASK: dict[str, Any] = {"model": "claude-haiku-4-5", "messages": [{"role": "user", "content": "Count to 50."}]}


def main() -> None:
    with Anthropic() as client:
        answer = client.messages.create(**ASK, max_tokens=8)
        print(f"{answer.stop_reason} after {answer.usage.output_tokens} tokens: {answer.content[0].text!r}")

        for name, extra in {
            "no max_tokens": {},
            "temperature": {"max_tokens": 8, "temperature": 0.2},
        }.items():
            try:
                client.messages.create(**ASK, **extra)
            except TypeError as error:  # the SDK's own signature: nothing was sent
                print(f"{name}: TypeError: {error}")

        try:  # round the signature, to the API itself
            client.messages.create(**ASK, max_tokens=8, extra_body={"temperature": 0.2})
        except BadRequestError as error:
            print(f"temperature on the wire: {error.status_code} {error.api_message}")


if __name__ == "__main__":
    main()
