"""Expiry: an answer is given while it is fresh, counted from when it was made, not from when it was read.

Run it: course lab T7.4-03
Break it: set the time again at each hit. An answer that is asked for every minute is then never renewed.
"""

import time
from collections.abc import Callable

FRESH = 300.0  # seconds


class Cache:
    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock  # monotonic: it does not jump when somebody sets the date
        self._kept: dict[str, tuple[float, str]] = {}

    def get(self, key: str) -> str | None:
        made, answer = self._kept.get(key, (0.0, None))
        if answer is None or self._clock() - made >= FRESH:
            self._kept.pop(key, None)
            return None
        return answer

    def put(self, key: str, answer: str) -> None:
        self._kept[key] = (self._clock(), answer)

    def __len__(self) -> int:
        return len(self._kept)


def main() -> None:
    now = 1000.0
    cache = Cache(clock=lambda: now)
    cache.put("weather", "sunny")
    for passed in (0, 200, 299, 300):
        now = 1000.0 + passed
        print(f"after {passed} s: {cache.get('weather')}, {len(cache)} kept")


if __name__ == "__main__":
    main()
