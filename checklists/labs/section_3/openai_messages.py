"""The system prompt is the first message here, and the answer is the first of the choices.

Run it: course lab T3.2.2-01
Break it: give `system="…"` as an argument, as with Claude: a TypeError.
"""

from typing import Any

from openai import OpenAI

from course.labs.kit import provider, show


def main() -> None:
    turns: list[Any] = [
        {"role": "system", "content": "You are called Basil. Be brief."},
        {"role": "user", "content": "My name is Ada."},
        {"role": "assistant", "content": "Hello Ada."},
        {"role": "user", "content": "What is my name?"},
    ]
    with OpenAI() as client:
        answer = client.chat.completions.create(model="gpt-4.1-mini", messages=turns)
        print(answer.choices[0].message.content)
        usage = answer.usage
        print(f"{answer.choices[0].finish_reason}: {usage.prompt_tokens} in, {usage.completion_tokens} out")

        turns[0] = {"role": "developer", "content": "Your name is Basil."}  # the newer word for system
        turns[3] = {"role": "user", "content": "What is your name?"}
        print(client.chat.completions.create(model="gpt-5.5", messages=turns).choices[0].message.content)
    show(provider().requests()[0])


if __name__ == "__main__":
    main()
