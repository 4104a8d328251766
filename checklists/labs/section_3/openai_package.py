"""`pip install openai` brings the SDK; like Anthropic's it speaks through httpx2.

Run it: course lab T3.2.1-01
Break it: look for `httpx2` in the requirements of `litellm`: it is not there, LiteLLM has a stack of its own.
"""

from importlib.metadata import requires, version

import openai


def needs(package: str) -> list[str]:
    """Return what a package needs, without its extras."""
    return [line for line in requires(package) or [] if "extra ==" not in line]


def main() -> None:
    print(f"openai {version('openai')}, its API's own errors under {openai.OpenAIError.__mro__[1].__name__}")
    print("openai needs", *needs("openai"), sep="\n  ")
    print(
        "what litellm says about openai:", *(line for line in needs("litellm") if line.startswith("openai"))
    )


if __name__ == "__main__":
    main()
