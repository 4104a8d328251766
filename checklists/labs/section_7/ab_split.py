"""A stable A/B split: a user's variant comes from a hash of the user, not from chance, and needs no table.

Run it: course lab T7.3-02
Break it: use `hash(name)` for the bucket, and run it twice. Each process has its own idea of who is in B.
"""

from hashlib import sha256

BUCKETS = 10_000


def bucket(user: str, experiment: str) -> int:
    name = f"{experiment}:{user}"  # the experiment is in it, so that two do not split along the same line
    return int.from_bytes(sha256(name.encode()).digest()[:8]) % BUCKETS


def variant(user: str, experiment: str, share_of_b: float) -> str:
    return "B" if bucket(user, experiment) < share_of_b * BUCKETS else "A"


def in_b(users: list[str], experiment: str, share_of_b: float) -> list[str]:
    return [user for user in users if variant(user, experiment, share_of_b) == "B"]


def main() -> None:
    users = [f"user-{number}" for number in range(20)]
    for share in (0.1, 0.5, 1.0):
        print(f"new model, {share:.0%}: {' '.join(in_b(users, 'new-model', share))}")
    print(f"new prompt, 50%: {' '.join(in_b(users, 'new-prompt', 0.5))}")


if __name__ == "__main__":
    main()
