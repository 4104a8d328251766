"""To change the provider is to change one string, which belongs in the settings and not in the code.

Run it: course lab T3.3.1-02, and once more with CHAT_MODEL=openai/gpt-4.1-mini before it
Break it: write the model into `ask`, and the setting no longer does anything.
"""

import os

import litellm


def ask(message: str) -> str:
    """Return an answer of whichever model the settings name."""
    model = os.environ.get("CHAT_MODEL", "anthropic/claude-haiku-4-5")
    answer = litellm.completion(model=model, messages=[{"role": "user", "content": message}], max_tokens=50)
    print(f"answered by {answer.model}")
    return str(answer.choices[0].message.content)


def main() -> None:
    print(ask("What is a token?"))
    os.environ["CHAT_MODEL"] = "openrouter/mistralai/mistral-small-3.2-24b-instruct"
    print(ask("What is a token?"))


if __name__ == "__main__":
    main()
