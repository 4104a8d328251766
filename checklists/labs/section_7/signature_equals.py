"""The wrong way: comparing as `==` does, up to the first difference. Time tells how much was right.

Run it: course lab signature_equals
Mend it: `hmac.compare_digest(given, wanted)`; `constant_time.py` shows what it does.
"""

SIGNATURE = "9f1c07be52d3a864"
looked_at = 0  # bytes; a stopwatch, and many tries, say the same from outside


def same(given: str, wanted: str) -> bool:
    global looked_at  # noqa: PLW0603 - the stopwatch of this lab
    for left, right in zip(given, wanted, strict=True):
        looked_at += 1
        if left != right:
            return False
    return True


def time_of(guess: str) -> tuple[int, bool]:
    global looked_at  # noqa: PLW0603 - the stopwatch of this lab
    looked_at = 0
    accepted = same(guess.ljust(len(SIGNATURE), "-"), SIGNATURE)
    return looked_at, accepted


def forge() -> str:
    found = ""
    for _ in SIGNATURE:
        found = max((found + digit for digit in "0123456789abcdef"), key=time_of)
    return found


def main() -> None:
    forged = forge()
    print(f"after {16 * len(SIGNATURE)} tries the forger has {forged}: {same(forged, SIGNATURE)}")


if __name__ == "__main__":
    main()
