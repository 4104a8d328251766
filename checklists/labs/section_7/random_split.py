"""The wrong way: tossing a coin for each request. The same user meets two models in one conversation.

Run it: course lab random_split
Mend it: let a hash of the user decide; `ab_split.py` does.
"""

import random


def variant(_user: str, _experiment: str, share_of_b: float) -> str:
    return "B" if random.random() < share_of_b else "A"


def in_b(users: list[str], experiment: str, share_of_b: float) -> list[str]:
    return [user for user in users if variant(user, experiment, share_of_b) == "B"]


def main() -> None:
    for turn in range(5):
        print(f"turn {turn}: ada talks to {variant('ada', 'new-model', 0.5)}")


if __name__ == "__main__":
    main()
