"""Several deployments under one name share the load, and the strategy says how.

Run: course lab T3.3.3-04
See it fail: swap the two weights: both strategies choose the same deployment.
"""

import asyncio
from collections import Counter

from litellm import Router

HELLO = [{"role": "user", "content": "Hello"}]
MODELS = [
    {
        "model_name": "chat",  # one name for both
        "litellm_params": {"model": f"openai/{model}", "weight": weight},
        "model_info": {"id": model},
    }
    for model, weight in {"gpt-4.1-mini": 1, "gpt-4.1-nano": 0}.items()
]


async def asked(strategy: str, times: int = 6) -> Counter[str]:
    """Ask so many times, and count which deployment answered."""
    router = Router(model_list=MODELS, routing_strategy=strategy, num_retries=0)
    answers = [await router.acompletion(model="chat", messages=HELLO, max_tokens=20) for _ in range(times)]
    return Counter(answer._hidden_params["model_id"] for answer in answers)  # noqa: SLF001 - LiteLLM's place


async def main() -> None:
    print("by weight:", dict(await asked("simple-shuffle")))
    print("by price:", dict(await asked("cost-based-routing")))
    try:
        await asked("cheapest")
    except ValueError as error:
        print(f"a strategy there is not: {str(error)[:60]}")


if __name__ == "__main__":
    asyncio.run(main())
