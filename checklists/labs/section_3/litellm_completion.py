"""`litellm.completion()` gives OpenAI's shape for every vendor, and OpenAI's exceptions.

Run it: course lab T3.3.2-02
Break it: read `answer.content[0].text`, as with Anthropic's SDK.
"""

from typing import Any

import litellm
import openai

from course.labs.kit import provider, rule

ASK: dict[str, Any] = {
    "model": "anthropic/claude-haiku-4-5",
    "messages": [{"role": "user", "content": "Count to 50."}],
}
litellm.suppress_debug_info = True  # no advice with every error


def main() -> None:
    answer = litellm.completion(**ASK, max_tokens=8)
    choice = answer.choices[0]
    print(f"{choice.finish_reason}: {choice.message.content!r}, {answer.usage.completion_tokens} tokens")
    print(f"what Anthropic said: {provider().only().frames[0]}")

    provider().script(rule("status", status=529))
    try:
        litellm.completion(**ASK, max_tokens=8, max_retries=0)
    except openai.APIError as error:  # LiteLLM's exceptions are subclasses of OpenAI's
        print(f"529 from Anthropic: {type(error).__name__} {error.status_code}")

    litellm.completion(model=ASK["model"], messages=ASK["messages"], mock_response="x")  # no request at all
    provider().script()
    litellm.completion(**ASK)
    print(f"without max_tokens LiteLLM asks for {provider().requests()[-1].body['max_tokens']}")


if __name__ == "__main__":
    main()
