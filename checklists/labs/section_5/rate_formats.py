"""How a limit is written: an amount, a unit of time, perhaps several units, perhaps several limits.

Run it: course lab T5.2.2-02
Break it: take `limit.GRANULARITY.seconds` for the time: five in thirty seconds become five in one.
"""

from limits import parse_many

FORMATS = ["100/hour", "10/minute", "10 per minute", "5/30seconds", "1/day", "10/minute;100/hour"]


def meaning(text: str) -> list[tuple[int, int]]:
    """Return (requests, seconds) for each limit in the text; raise ValueError for what is none."""
    return [(limit.amount, limit.get_expiry()) for limit in parse_many(text)]


def main() -> None:
    for text in [*FORMATS, "10/minuet"]:
        try:
            print(f"{text}: {' and '.join(f'{amount} in {time} s' for amount, time in meaning(text))}")
        except ValueError as error:
            print(f"{text}: {error}")


if __name__ == "__main__":
    main()
