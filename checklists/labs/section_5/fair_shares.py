"""One busy user and three quiet ones: with one limit for all, the busy one takes everybody's share.

Run it: course lab T5.2.1-03
Break it: in `per_user`, raise the limit to 100. Each is limited, and the provider's 40 are gone all the same.
"""

from collections import Counter

from limits import parse
from limits.storage import MemoryStorage
from limits.strategies import FixedWindowRateLimiter

# The busy one sends 100 in the minute before the others come with 5 each.
ARRIVALS = ["busy"] * 100 + ["ada", "ben", "cem"] * 5
WE_MAY_SEND = parse("40 per minute")  # what the provider allows us, for all our users


def one_for_all() -> Counter[str]:
    shared = FixedWindowRateLimiter(MemoryStorage())
    return Counter(user for user in ARRIVALS if shared.hit(WE_MAY_SEND, "everybody"))


def per_user() -> Counter[str]:
    each, limiter = parse("10 per minute"), FixedWindowRateLimiter(MemoryStorage())
    return Counter(
        user for user in ARRIVALS if limiter.hit(each, user) and limiter.hit(WE_MAY_SEND, "everybody")
    )


def main() -> None:
    print(f"one limit for all: {dict(one_for_all())}")
    print(f"one for each: {dict(per_user())}")


if __name__ == "__main__":
    main()
