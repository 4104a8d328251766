"""Comparing every byte, as `hmac.compare_digest` does: a forger with a stopwatch learns nothing.

Run it: course lab T7.2-06
Break it: return at the first difference, as `signature_equals.py` does: all sixteen digits are found.
"""

SIGNATURE = "9f1c07be52d3a864"
looked_at = 0  # bytes; a stopwatch, and many tries, say the same from outside


def same(given: str, wanted: str) -> bool:
    global looked_at  # noqa: PLW0603 - the stopwatch of this lab
    difference = 0
    for left, right in zip(given, wanted, strict=True):
        looked_at += 1
        difference |= ord(left) ^ ord(right)
    return difference == 0


def time_of(guess: str) -> tuple[int, bool]:
    global looked_at  # noqa: PLW0603 - the stopwatch of this lab
    looked_at = 0
    accepted = same(guess.ljust(len(SIGNATURE), "-"), SIGNATURE)
    return looked_at, accepted


def forge() -> str:
    """Find the signature digit by digit: keep the one with which the answer takes longest."""
    found = ""
    for _ in SIGNATURE:
        found = max((found + digit for digit in "0123456789abcdef"), key=time_of)
    return found


def main() -> None:
    forged = forge()
    print(f"after {16 * len(SIGNATURE)} tries the forger has {forged}: {same(forged, SIGNATURE)}")


if __name__ == "__main__":
    main()
