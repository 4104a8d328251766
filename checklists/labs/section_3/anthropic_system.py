"""Claude's system prompt is a field beside `messages`; it is no message, and there is no role for it.

Run it: course lab T3.1.2-02
Break it: drop `system=` and see the answer lose its capitals.
"""

from typing import Any

from anthropic import Anthropic, BadRequestError

from course.labs.kit import provider, show

RULES = "You are called Basil. Answer in upper case."
QUESTION: Any = {"role": "user", "content": "What is your name?"}


def main() -> None:
    with Anthropic() as client:
        answer = client.messages.create(
            model="claude-haiku-4-5", max_tokens=100, system=RULES, messages=[QUESTION]
        )
        print(answer.content[0].text)
        show(provider().requests()[0])

        try:  # OpenAI's way
            client.messages.create(
                model="claude-haiku-4-5",
                max_tokens=100,
                messages=[{"role": "system", "content": RULES}, QUESTION],
            )
        except BadRequestError as error:
            print(f"a message with the role system: {error.status_code} {error.api_message}")


if __name__ == "__main__":
    main()
