"""A model's name is `provider/model`: the first part decides who is asked, the rest is sent as it stands.

Run it: course lab T3.3.2-03
Break it: leave the provider out: a known name is guessed, an unknown one is an error.
"""

import litellm

from course.labs.kit import provider

NAMES = (
    "anthropic/claude-haiku-4-5",
    "openai/gpt-4.1-mini",
    "openrouter/anthropic/claude-haiku-4.5",  # the same model, by another provider
    "claude-haiku-4-5",  # guessed from the list of known models
    "llama-3.3-70b-instruct",
)
litellm.suppress_debug_info = True  # no advice with every error


def main() -> None:
    for name in NAMES:
        try:
            litellm.completion(model=name, messages=[{"role": "user", "content": "Hello"}], max_tokens=20)
        except litellm.BadRequestError as error:
            print(f"{name}: {str(error).splitlines()[0][:90]}")
        else:
            entry = provider().requests()[-1]
            print(f"{name}: POST {entry.path}, model {entry.model}")


if __name__ == "__main__":
    main()
