"""What has come is not lost: keep it, and ask the model to go on from there.

Run it: course lab T4.2.2-03
Break it: ask the same question again instead: the answer starts anew, and its first part is paid for twice.
"""

import os
from typing import Any

from openai import APIConnectionError, OpenAI

from course.labs.kit import provider, rule

MODEL = "meta-llama/llama-3.3-70b-instruct"  # one that goes on from a begun answer; many newer ones refuse it
QUESTION: Any = {"role": "user", "content": "Count to 9."}


def ask(client: OpenAI, turns: list[Any]) -> tuple[str, bool]:
    """Return the text that came, and whether it is the whole answer."""
    text, reason = "", None
    try:
        with client.chat.completions.create(model=MODEL, messages=turns, stream=True) as stream:
            for chunk in stream:
                text += chunk.choices[0].delta.content or ""
                reason = chunk.choices[0].finish_reason or reason
    except APIConnectionError:
        print(f"the connection broke after {text!r}")
    return text, reason is not None


def main() -> None:
    url, key = os.environ["OPENROUTER_BASE_URL"], os.environ["OPENROUTER_API_KEY"]
    provider().script(rule("cut", after_tokens=4, request=1))
    with OpenAI(base_url=url, api_key=key, max_retries=0) as client:
        answer, whole = ask(client, [QUESTION])
        if not whole:  # a begun answer is the last turn
            rest, whole = ask(client, [QUESTION, {"role": "assistant", "content": answer}])
            answer += rest
    print(f"whole: {whole}: {answer}")


if __name__ == "__main__":
    main()
