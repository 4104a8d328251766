"""One function, one format in and out; three vendors' formats on the wire.

Run it: course lab T3.3.1-01
Break it: write a model without its vendor, such as `llama-3.3-70b-instruct`: nobody knows whom to ask.
"""

from typing import Any

import litellm

from course.labs.kit import provider, show

MODELS = (
    "anthropic/claude-haiku-4-5",
    "openai/gpt-4.1-mini",
    "openrouter/meta-llama/llama-3.3-70b-instruct",
)
TURNS: list[Any] = [
    {"role": "system", "content": "Be brief."},
    {"role": "user", "content": "What is FastAPI?"},
]


def main() -> None:
    for model in MODELS:
        answer = litellm.completion(model=model, messages=TURNS, max_tokens=50)
        print(f"{model}: {answer.choices[0].message.content}")
        show(provider().requests()[-1], "x-api-key", "authorization")


if __name__ == "__main__":
    main()
