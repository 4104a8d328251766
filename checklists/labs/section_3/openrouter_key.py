"""One Bearer key opens the models of every vendor; the OpenAI SDK does not look for it by itself.

Run it: course lab T3.4.1-02
Break it: leave `api_key=` out: the SDK sends your OPENAI key to OpenRouter.
"""

import os
from typing import Any

from openai import APIStatusError, OpenAI

from course.labs.kit import provider, show

HELLO: list[Any] = [{"role": "user", "content": "Hello"}]


def main() -> None:
    url = os.environ["OPENROUTER_BASE_URL"]
    with OpenAI(base_url=url, api_key=os.environ["OPENROUTER_API_KEY"]) as client:
        for model in ("anthropic/claude-haiku-4.5", "mistralai/mistral-small-3.2-24b-instruct"):
            answer = client.chat.completions.create(model=model, messages=HELLO)
            print(f"{answer.model}, served by {answer.provider}")
    show(provider().requests()[0], "authorization")

    with OpenAI(base_url=url, api_key="nonsense") as client:
        try:
            client.chat.completions.create(model=model, messages=HELLO)
        except APIStatusError as error:
            print(f"a wrong key: {error.status_code} {error.body['message']}")


if __name__ == "__main__":
    main()
