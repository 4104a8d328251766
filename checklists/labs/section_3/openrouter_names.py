"""A model's name is `author/model`, with a fallback list beside it; a name that is not listed is a 400.

Run it: course lab T3.4.2-03
Break it: ask for `claude-haiku-4-5`, Anthropic's own name: OpenRouter writes `anthropic/claude-haiku-4.5`.
"""

import os
from typing import Any

from openai import BadRequestError, OpenAI

HELLO: list[Any] = [{"role": "user", "content": "Hello"}]


def main() -> None:
    with OpenAI(
        base_url=os.environ["OPENROUTER_BASE_URL"], api_key=os.environ["OPENROUTER_API_KEY"]
    ) as client:
        for model in ("anthropic/claude-haiku-4.5", "claude-haiku-4-5", "openai/gpt-3.5-turbo"):
            try:
                print(client.chat.completions.create(model=model, messages=HELLO).model)
            except BadRequestError as error:
                print(f"{model}: {error.status_code} {error.body['message']}")
        answer = client.chat.completions.create(
            model="openai/gpt-3.5-turbo",
            messages=HELLO,
            extra_body={"models": ["meta-llama/llama-3.3-70b-instruct"]},  # tried in this order
        )
        print(f"with a fallback list: {answer.model}")


if __name__ == "__main__":
    main()
