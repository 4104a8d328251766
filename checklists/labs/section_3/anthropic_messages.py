"""A conversation is the list of its turns, roles `user` and `assistant`, sent whole with each request.

Run it: course lab T3.1.2-01
Break it: leave the first two turns out of `turns`, and the model no longer knows your name.
"""

from typing import Any

from anthropic import Anthropic

from course.labs.kit import provider, show


def main() -> None:
    turns: list[Any] = [
        {"role": "user", "content": "My name is Ada."},
        {"role": "assistant", "content": "Hello Ada."},
        {"role": "user", "content": "What is my name?"},
    ]
    with Anthropic() as client:
        answer: Any = client.messages.create(model="claude-haiku-4-5", max_tokens=100, messages=turns)
        print(f"with the history: {answer.content[0].text}")
        answer = client.messages.create(model="claude-haiku-4-5", max_tokens=100, messages=turns[-1:])
        print(f"the last turn alone: {answer.content[0].text}")
    print("what the first of them sent:")
    show(provider().requests()[0])


if __name__ == "__main__":
    main()
