"""One failed box, as a learner reads it."""

from rich.text import Text

from course.results import Evidence, Result

REPLY_LINES = 40
LINE_LENGTH = 400


def failure(result: Result) -> Text:
    """Return the whole story of a failed box, for the terminal."""
    word, style = ("FAIL", "bold red") if result.outcome == "fail" else ("ERROR", "bold magenta")
    text = Text().append(f"\n{word}  ", style=style)
    text.append(f"{result.id}  {result.text}\n", style="bold")
    text.append(f"  {' '.join(result.rule.split())}\n" if result.rule else "")
    if result.outcome == "error":
        text.append("  This is a fault of the checks or the simulator, not of your app.\n")
    for title, lines in sections(result, result.evidence or Evidence()):
        text.append(f"\n  {title}\n", style="bold")
        text.append("".join(f"    {printable(line)}\n" for line in lines))
    text.append(f"\n  For a hint: course hint {result.id}\n" if result.outcome == "fail" else "")
    return text


def printable(text: str) -> str:
    """Replace control characters, which could move the cursor or change the colours."""
    return "".join(letter if letter == "\t" or letter.isprintable() else "\ufffd" for letter in text)


def story(result: Result) -> str:
    """Return the whole story of a failed box as plain text, with nothing cut."""
    parts = sections(result, result.evidence or Evidence(), whole=True)
    return "\n\n".join("\n".join([title, *(f"  {line}" for line in lines)]) for title, lines in parts)


def sections(result: Result, evidence: Evidence, *, whole: bool = False) -> list[tuple[str, list[str]]]:
    """Return what there is to show, under its headings."""
    got = evidence.got.splitlines()
    provider = [] if evidence.provider is None else evidence.provider or ["nothing"]
    found = [
        ("What is wrong", [] if got else result.reason.splitlines()),
        ("Asked before", evidence.earlier),
        ("The request", evidence.curl.splitlines()),
        ("The reply", evidence.reply.splitlines() if whole else shortened(evidence.reply)),
        ("Expected", evidence.expected.splitlines()),
        ("Got", got),
        ("The provider saw", provider),
        ("The end of the app's log", evidence.log),
        ("Where it broke", evidence.traceback.splitlines()),
        ("Everything in full", [evidence.folder] if evidence.folder else []),
    ]
    return [(title, lines) for title, lines in found if lines]


def shortened(text: str) -> list[str]:
    """Cut a long reply for the eye; the full bytes are in a file."""
    lines = [line if len(line) <= LINE_LENGTH else f"{line[:LINE_LENGTH]} …" for line in text.splitlines()]
    left = len(lines) - REPLY_LINES
    return lines if left <= 0 else [*lines[:REPLY_LINES], f"… and {left} more lines"]
