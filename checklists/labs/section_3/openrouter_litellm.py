"""In LiteLLM the prefix `openrouter/` goes before OpenRouter's own name, which has a slash itself.

Run it: course lab T3.4.3-01
Break it: leave the prefix out: `deepseek/…` is a provider of its own, with a key of its own.
"""

import litellm

from course.labs.kit import provider, show


def main() -> None:
    answer = litellm.completion(
        model="openrouter/deepseek/deepseek-v3.2",
        messages=[{"role": "user", "content": "Hello"}],
        max_tokens=50,
    )
    print(answer.choices[0].message.content)
    print(f"cost, as OpenRouter says: $ {answer.usage.cost:.8f}")
    show(provider().only(), "authorization", "http-referer", "x-title")


if __name__ == "__main__":
    main()
