"""Defaults: a list as a default is copied for each object, and what must be new each time has a factory.

Run it: course lab T1.3.1-04
Break it: write `made: float = time.monotonic()`: it is computed once, with the class, for all objects.
"""

import itertools

from pydantic import BaseModel, Field

numbers = itertools.count(1)


class Chat(BaseModel):
    model: str = "small"
    messages: list[str] = []
    number: int = Field(default_factory=lambda: next(numbers))


def main() -> None:
    first, second = Chat(), Chat()
    first.messages.append("hello")
    print(f"lists: {first.messages} and {second.messages}")
    print(f"a new number each: {second.number - first.number == 1}")
    print(f"without the defaults: {Chat(model='large').model_dump(exclude_unset=True)}")


if __name__ == "__main__":
    main()
