"""Count what costs: two users send as many requests, one of them spends fifty times the money.

Run it: course lab T5.2.1-01
Break it: hit with `cost=1`. Both get their ten calls, and one of them has spent five times the budget.
"""

from limits import RateLimitItem, parse
from limits.storage import MemoryStorage
from limits.strategies import FixedWindowRateLimiter

CENTS = {"input": 300, "output": 1500}  # per million tokens: look yours up
BUDGET: RateLimitItem = parse("100 per day")  # cents, for each user
limiter = FixedWindowRateLimiter(MemoryStorage())


def cents(input_tokens: int, output_tokens: int) -> int:
    """Return what a call may cost at most, rounded up: reserved before, because afterwards is too late."""
    exact = input_tokens * CENTS["input"] + output_tokens * CENTS["output"]
    return max(1, -(-exact // 1_000_000))


def may_spend(user: str, cost: int) -> bool:
    return limiter.hit(BUDGET, user, cost=cost)


def main() -> None:
    for user, size in {"asks": (200, 600), "pastes books": (120_000, 8_000)}.items():
        cost = cents(*size)
        served = sum(may_spend(user, cost) for _ in range(10))
        print(f"{user}: {cost} cents a call, {served} of 10 served, {served * cost} cents spent")


if __name__ == "__main__":
    main()
