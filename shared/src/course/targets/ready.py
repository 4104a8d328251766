"""Wait until an app answers."""

import time
from collections.abc import Callable

import httpx2

from course.faults import DoesNotStart
from course.loopback import client

POLL = 0.02
NOBODY = "nobody listens there"


def wait_until_ready(  # noqa: PLR0913 - three of them say how an app is asked, which differs by target
    url: str,
    path: str,
    timeout: float,
    *,
    exit_code: Callable[[], int | None],
    log: Callable[[], str],
    http: Callable[[], httpx2.Client] = client,
) -> None:
    """Ask for `path` until the answer is no server error; an app that ends is not waited for."""
    deadline = time.monotonic() + timeout
    last = NOBODY
    with http() as asking:
        while time.monotonic() < deadline:
            if (code := exit_code()) is not None:
                raise DoesNotStart(
                    f"the app ended with exit code {code} before it was ready", log=log(), exit_code=code
                )
            last = _ask(asking, url + path, deadline - time.monotonic())
            if not last:
                return
            time.sleep(POLL)
    raise DoesNotStart(f"the app was not ready within {timeout:g} s: GET {url}{path}: {last}", log=log())


def _ask(asking: httpx2.Client, url: str, timeout: float) -> str:
    """Return nothing when the app is ready, else what came instead."""
    try:
        status = asking.get(url, timeout=max(timeout, 0.1)).status_code
    except httpx2.ConnectError:
        return NOBODY
    except httpx2.TimeoutException:
        return "no reply"
    except httpx2.HTTPError as error:
        return type(error).__name__
    return "" if status < 500 else f"status {status}"
