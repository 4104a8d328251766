"""The chunks have the same shape for all providers, whatever their events look like on the wire.

Run it: course lab T3.3.4-02
Break it: script `rule("truncate", after_tokens=2)`: LiteLLM raises, where the vendors' SDKs say nothing.
"""

import re

import litellm

from course.labs.kit import provider

MODELS = ("anthropic/claude-haiku-4-5", "openai/gpt-4.1-mini", "openrouter/deepseek/deepseek-v3.2")


def main() -> None:
    for model in MODELS:
        text, reason = "", None
        for chunk in litellm.completion(
            model=model,
            messages=[{"role": "user", "content": "Count to 3."}],
            max_tokens=50,
            stream=True,
            stream_options={"include_usage": True},  # else LiteLLM counts the tokens itself
        ):
            for choice in chunk.choices:
                text += choice.delta.content or ""
                reason = choice.finish_reason or reason
        print(f"{model}: {text} ({reason})")
        wire = "".join(provider().requests()[-1].frames)
        print(
            "  on the wire:",
            next(line for line in wire.splitlines() if re.search('"(content|text)": ?"1"', line)),
        )


if __name__ == "__main__":
    main()
