"""The simulator's tokens: pieces of about four characters that join to the text they came from."""

import re
from collections.abc import Iterator

# A space belongs to the word after it, as in the vendors' own tokenizers; every character is in one piece.
PIECE = re.compile(r"\s?\w{1,6}|\s?[^\w\s]{1,4}|\s{1,8}(?=\s\S)|\s{1,8}")

LARGE = 100_000  # characters from where a list of all pieces costs too much memory
HUGE = 4_000_000  # characters: at eight a piece at the most, more tokens than any model takes


def split(text: str) -> list[str]:
    return PIECE.findall(text)


def pieces(text: str) -> Iterator[str]:
    """Give the same pieces one by one, so that a thousand open streams need not hold theirs."""
    return (match[0] for match in PIECE.finditer(text))


def count(text: str) -> int:
    """Count the pieces; a text beyond every context window is only estimated."""
    if len(text) > HUGE:
        return len(text) // 4
    return sum(1 for _ in PIECE.finditer(text)) if len(text) > LARGE else len(PIECE.findall(text))
