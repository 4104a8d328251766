"""A list of fallbacks is tried in its order until one answers; whoever reads the answer may not notice.

Run it: course lab T3.3.1-03
Break it: let OpenAI fail too: `rule("status", status=500)` without a vendor.
"""

import logging

import litellm

from course.labs.kit import provider, rule

litellm.suppress_debug_info = True  # no advice with every error
logging.getLogger("LiteLLM").setLevel(logging.CRITICAL)  # else every failed attempt is a traceback


def main() -> None:
    provider().script(rule("status", status=529, vendor="anthropic"))  # overloaded
    answer = litellm.completion(
        model="anthropic/claude-haiku-4-5",
        fallbacks=["openai/gpt-4.1-mini", "openrouter/deepseek/deepseek-v3.2"],
        messages=[{"role": "user", "content": "Hello"}],
        max_tokens=50,
        max_retries=0,
    )
    print(f"{answer.model}: {answer.choices[0].message.content}")
    for entry in provider().requests():
        print(f"{entry.vendor} {entry.model}: {entry.status}")


if __name__ == "__main__":
    main()
