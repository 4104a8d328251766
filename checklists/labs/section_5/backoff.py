"""Each wait is about twice the one before, up to a limit, and chance keeps clients from coming back together.

Run it: course lab T5.3.2-02
Break it: wait a fixed second instead. A hundred clients that failed together ask together again, for ever.
"""

from contextlib import suppress

from tenacity import RetryError, Retrying, stop_after_attempt, wait_exponential_jitter
from tenacity.wait import wait_base

BACKOFF = wait_exponential_jitter(multiplier=0.5, max=8, jitter=0.25)  # seconds


def waits(policy: wait_base) -> list[float]:
    """Return what a call that always fails would wait between its tries, without waiting."""
    waited: list[float] = []
    tries = Retrying(wait=policy, stop=stop_after_attempt(7), sleep=waited.append)
    with suppress(RetryError):  # what it gives up with
        tries(lambda: 1 / 0)
    return waited


def main() -> None:
    for client in ("one client", "another"):
        print(f"{client} waits", ", ".join(f"{seconds:.2f}" for seconds in waits(BACKOFF)), "seconds")


if __name__ == "__main__":
    main()
