"""Cost is tokens times price, input and output apart, and a different price for each model.

Run it: course lab T5.4.3-04
Break it: take one price for both directions. An output token costs five times an input token here.
"""

from decimal import Decimal

PRICES = {  # US dollars for a million tokens, input and output; check them before you rely on them
    "claude-haiku-4-5": (Decimal("1.00"), Decimal("5.00")),
    "gpt-4.1-mini": (Decimal("0.40"), Decimal("1.60")),
}
CALLS: list[tuple[str, str, int, int]] = [
    ("ada", "claude-haiku-4-5", 1200, 300),
    ("ada", "gpt-4.1-mini", 800, 100),
    ("bob", "claude-haiku-4-5", 100, 2000),
]


def cost(model: str, input_tokens: int, output_tokens: int) -> Decimal:
    price_in, price_out = PRICES[model]
    return (input_tokens * price_in + output_tokens * price_out) / 1_000_000


def main() -> None:
    bill: dict[str, Decimal] = {}
    for user, model, read, written in CALLS:
        bill[user] = bill.get(user, Decimal(0)) + cost(model, read, written)
    for user, dollars in bill.items():
        print(f"{user}: ${dollars.normalize()}")


if __name__ == "__main__":
    main()
