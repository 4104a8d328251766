"""LiteLLM knows what models cost: compare before you choose, and add up what you have spent.

Run it: course lab T3.3.1-04
Break it: ask for the price of a model that is not in the list: an error, not a price of 0.
"""

import litellm

MODELS = ("claude-opus-4-8", "claude-haiku-4-5", "gpt-4.1", "gpt-4.1-mini")
litellm.suppress_debug_info = True  # no advice with every error


def main() -> None:
    for model in MODELS:
        read, written = litellm.cost_per_token(
            model=model, prompt_tokens=1_000_000, completion_tokens=1_000_000
        )
        print(f"{model:18} $ {read:.2f} for a million tokens in, {written:.2f} out")

    answer = litellm.completion(
        model="anthropic/claude-haiku-4-5",
        messages=[{"role": "user", "content": "What is a token?"}],
        max_tokens=100,
    )
    usage, cost = answer.usage, litellm.completion_cost(answer)
    print(f"this answer: {usage.prompt_tokens} in, {usage.completion_tokens} out, $ {cost:.6f}")

    try:
        litellm.cost_per_token(model="my-own-model", prompt_tokens=1, completion_tokens=1)
    except litellm.BadRequestError as error:
        print(f"an unknown model: {type(error).__name__}")


if __name__ == "__main__":
    main()
