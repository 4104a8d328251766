"""Leave a model alone that keeps failing, and try it again later.

LiteLLM's Router can do this too, but not for every failure that we fall back on: see stage 3's README.
"""

import time
from collections import defaultdict, deque
from collections.abc import Callable

from genai_shared.errors import ApiError

WINDOW = 60.0  # seconds in which failures add up


class Cooldown:
    """A model that fails `after` times within a minute rests for so many seconds.

    Its failures still count when the rest is over: one more sends it back at once, one success forgets them.
    """

    def __init__(self, after: int, seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._seconds = seconds
        self._clock = clock
        self._failures = defaultdict[str, deque[float]](lambda: deque(maxlen=after))
        self._resting: dict[str, tuple[float, ApiError]] = {}  # until when, and why

    def failed(self, model: str, error: ApiError) -> None:
        """Count a failure."""
        now, failures = self._clock(), self._failures[model]
        failures.append(now)
        if len(failures) == failures.maxlen and now - failures[0] < WINDOW:
            self._resting[model] = (now + self._seconds, error)

    def answered(self, model: str) -> None:
        """Forget its failures."""
        self._failures.pop(model, None)
        self._resting.pop(model, None)

    def resting(self) -> dict[str, float]:
        """Return the models that are left alone now, each with the seconds left."""
        now = self._clock()
        return {model: until - now for model, (until, _) in self._resting.items() if until > now}

    def why_resting(self, model: str) -> ApiError | None:
        """Return the failure that sent a model to rest, with the seconds left; None when it can be asked."""
        until, error = self._resting.get(model, (0.0, None))
        left = until - self._clock()
        return type(error)(retry_after=left) if error and left > 0 else None
