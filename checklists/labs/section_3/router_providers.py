"""A Router's list says which names your code uses, and which deployments stand behind each.

Run it: course lab T3.3.3-01
Break it: ask for `chat-large`, which nobody has set up.
"""

from typing import Any

from litellm import BadRequestError, Router

HELLO: list[Any] = [{"role": "user", "content": "Hello"}]
MODELS: list[Any] = [
    {"model_name": "chat", "litellm_params": {"model": "anthropic/claude-haiku-4-5"}},
    {"model_name": "chat-cheap", "litellm_params": {"model": "openai/gpt-4.1-mini"}},
    {"model_name": "chat-open", "litellm_params": {"model": "openrouter/meta-llama/llama-3.3-70b-instruct"}},
]


def main() -> None:
    router = Router(model_list=MODELS, num_retries=0)
    for name in ("chat", "chat-cheap", "chat-open"):
        answer = router.completion(model=name, messages=HELLO, max_tokens=20)
        print(f"{name}: {answer._hidden_params['litellm_model_name']}")  # noqa: SLF001 - where LiteLLM tells
    try:
        router.completion(model="chat-large", messages=HELLO)
    except BadRequestError as error:
        print(f"chat-large: {error.status_code} {type(error).__name__}")


if __name__ == "__main__":
    main()
