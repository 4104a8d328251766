"""Stop the SDK's retries where waiting cannot help.

The SDK is the one layer that retries. It waits as long as the provider's `retry-after` says, without a
limit, and it retries a spent budget like any other 429. It also obeys `x-should-retry: false`, so we say
that for the provider.
"""

import asyncio
import math
import time
from contextvars import ContextVar
from email.utils import parsedate_to_datetime

import httpx2

LONGEST = 86_400.0  # seconds; some servers say `inf`
deadline: ContextVar[float] = ContextVar("deadline")  # of the call at hand, by the event loop's clock


async def stop_hopeless_retries(response: httpx2.Response) -> None:
    """Mark a response that the SDK should not retry. An event hook: it runs before the body is read."""
    left = deadline.get() - asyncio.get_running_loop().time()
    if (retry_after(response.headers) or 0) > left or await is_spend_limit(response):
        response.headers["x-should-retry"] = "false"


def retry_after(headers: httpx2.Headers) -> float | None:
    """Return the seconds that the provider asks to wait; its header holds a number or a date."""
    value = headers.get("retry-after", "")
    try:
        seconds = float(value)
    except ValueError:
        seconds = seconds_until(value)
    return min(seconds, LONGEST) if seconds >= 0 else None


def seconds_until(date: str) -> float:
    try:
        return max(0.0, parsedate_to_datetime(date).timestamp() - time.time())
    except ValueError:
        return math.nan


async def is_spend_limit(response: httpx2.Response) -> bool:
    return response.status_code == 429 and b"spend_limit_reached" in await response.aread()
