"""What the tutor recites: words said after you, numbers counted, a story of so many words."""

from __future__ import annotations

import itertools
import re

ECHO = re.compile(
    r"\s*(?:please\s+)?(?:say|repeat|echo|reply|answer|respond)\b"
    r"(?:\s*(?:after me|back|exactly|only|just|with|the words?|this|:)(?!\w))*[:\s]+",
    re.IGNORECASE,
)
COUNT = re.compile(
    r"\bcount\s+(?:from\s+(\d{1,6})\s+)?(?:down\s+from\s+(\d{1,6})\b|(?:up\s+)?to\s+(\d{1,6})\b)",
    re.IGNORECASE,
)
WRITE = re.compile(
    r"\b(?:write|give me|in|with|of)\s+(?:about\s+|exactly\s+)?(\d{1,6})\s+words\b", re.IGNORECASE
)
STORY = (
    "once there was a request that left its client and found a model that answered one token at a time and"
)
MOST = 10_000


def repeat(text: str) -> str | None:
    found = ECHO.match(text)
    return text[found.end() :].strip().strip("\"“”'") or None if found else None


def count(text: str) -> str | None:
    found = COUNT.search(text)
    if not found:
        return None
    start, down_from, end = (int(group) if group else None for group in found.groups())
    first, last = (down_from, 1) if down_from is not None else (1 if start is None else start, end or 0)
    if abs(last - first) >= MOST:
        return f"That is too far for me: I count at most {MOST} numbers."
    step = 1 if last >= first else -1
    return " ".join(map(str, range(first, last + step, step)))


def story(text: str) -> str | None:
    """Write so many words: a long answer for whoever wants to watch a stream."""
    found = WRITE.search(text)
    if not found:
        return None
    words = itertools.islice(itertools.cycle(STORY.split()), min(int(found.group(1)), MOST))
    return " ".join(words).capitalize() + "."
