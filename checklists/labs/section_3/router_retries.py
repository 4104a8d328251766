"""Retry only what may pass by itself, few times, and in one place: a policy by the kind of error.

Run it: course lab T3.3.3-03
Break it: set `num_retries=2` in place of the policy: the fallback waits for seconds of sleep.
"""

from typing import Any

from litellm import RetryPolicy, Router

from course.labs.kit import provider, rule

MODELS: list[Any] = [
    {"model_name": "chat", "litellm_params": {"model": "anthropic/claude-haiku-4-5"}},
    {"model_name": "backup", "litellm_params": {"model": "openai/gpt-4.1-mini"}},
]
POLICY = RetryPolicy(
    RateLimitErrorRetries=1, InternalServerErrorRetries=0, TimeoutErrorRetries=0, DefaultRetries=0
)


def main() -> None:
    router = Router(model_list=MODELS, fallbacks=[{"chat": ["backup"]}], num_retries=0, retry_policy=POLICY)
    for status in (500, 400, 429):
        provider().reset()
        provider().script(rule("status", status=status, vendor="anthropic", retry_after=1))
        router.completion(model="chat", messages=[{"role": "user", "content": "Hello"}], max_tokens=20)
        print(f"{status}: asked {[entry.vendor for entry in provider().requests()]}")


if __name__ == "__main__":
    main()
