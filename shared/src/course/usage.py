"""The one error for wrong usage: a clear line on stderr and exit code 3."""

import difflib
from collections.abc import Iterable

EXIT_PASSED, EXIT_FAILED, EXIT_HARNESS, EXIT_USAGE = 0, 1, 2, 3


class WrongUsage(Exception):  # noqa: N818 - it is the user's mistake, not the program's error
    """What was asked for cannot be done; the text says why and what to do."""


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Say which known word is meant, as the end of a sentence, or nothing."""
    by_folded = {name.casefold(): name for name in known}
    close = difflib.get_close_matches(word.casefold(), by_folded, n=1, cutoff=0.6)
    return f"; did you mean {by_folded[close[0]]}?" if close else ""
