"""Fallbacks are tried in their order; the answer's hidden parameters tell who gave it.

Run it: course lab T3.3.3-02
Break it: turn the two fallbacks round.
"""

from typing import Any

from litellm import Router

from course.labs.kit import provider, rule

MODELS: list[Any] = [
    {"model_name": "chat", "litellm_params": {"model": "anthropic/claude-haiku-4-5"}},
    {"model_name": "backup", "litellm_params": {"model": "openai/gpt-4.1-mini"}},
    {"model_name": "last", "litellm_params": {"model": "openrouter/deepseek/deepseek-v3.2"}},
]


def main() -> None:
    router = Router(model_list=MODELS, fallbacks=[{"chat": ["backup", "last"]}], num_retries=0)
    for failing in ((), ("anthropic",), ("anthropic", "openai")):
        provider().reset()
        provider().script(*(rule("status", status=503, vendor=vendor) for vendor in failing))
        answer = router.completion(
            model="chat", messages=[{"role": "user", "content": "Hello"}], max_tokens=20
        )
        hidden = answer._hidden_params  # noqa: SLF001 - where LiteLLM tells
        fell_back = hidden["additional_headers"].get("x-litellm-attempted-fallbacks", 0) > 0
        asked = [entry.vendor for entry in provider().requests()]
        print(f"asked {asked}: {hidden['litellm_model_name']}, fallback: {fell_back}")


if __name__ == "__main__":
    main()
