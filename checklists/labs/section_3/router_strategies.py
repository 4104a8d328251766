"""Several deployments under one name share the load, and the strategy says how.

Run it: course lab T3.3.3-04
Break it: leave the prices out: LiteLLM does not find them under `openai/…`, and the first one is cheapest.
"""

import asyncio
from collections import Counter
from typing import Any

from litellm import Router

HELLO: list[Any] = [{"role": "user", "content": "Hello"}]


def deployment(size: str, weight: int, price: float) -> dict[str, object]:
    """Return one of the deployments of `chat`; the price is in dollars for a token."""
    costs = {"input_cost_per_token": price, "output_cost_per_token": 4 * price}
    return {
        "model_name": "chat",
        "litellm_params": {"model": f"openai/gpt-4.1-{size}", "weight": weight, **costs},
        "model_info": {"id": size},
    }


MODELS: list[Any] = [deployment("mini", 1, 0.4e-6), deployment("nano", 0, 0.1e-6)]


async def asked(strategy: str) -> dict[str, int]:
    """Ask six times, and count which deployment answered."""
    router = Router(model_list=MODELS, routing_strategy=strategy, num_retries=0)
    answers = [await router.acompletion(model="chat", messages=HELLO, max_tokens=20) for _ in range(6)]
    return dict(Counter(answer._hidden_params["model_id"] for answer in answers))  # noqa: SLF001 - its place


async def run() -> None:
    print("by weight:", await asked("simple-shuffle"))
    print("by price:", await asked("cost-based-routing"))
    try:
        await asked("cheapest")
    except ValueError as error:
        print(f"a strategy there is not: {str(error)[:60]}")


def main() -> None:
    asyncio.run(run())


if __name__ == "__main__":
    main()
