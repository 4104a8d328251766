"""In a Router OpenRouter is one more deployment: a last resort that is somebody else's infrastructure.

Run it: course lab T3.4.3-02
Break it: leave `last` out of the fallbacks: the failure of the direct way is the answer.
"""

from typing import Any

from litellm import Router

from course.labs.kit import provider, rule

MODELS: list[Any] = [
    {"model_name": "chat", "litellm_params": {"model": "anthropic/claude-haiku-4-5"}},
    {
        "model_name": "last",
        "litellm_params": {
            "model": "openrouter/anthropic/claude-haiku-4.5",
            "extra_headers": {"HTTP-Referer": "https://tutor.example", "X-Title": "The tutor"},
        },
    },
]


def main() -> None:
    provider().script(rule("status", status=529, vendor="anthropic"))
    router = Router(model_list=MODELS, fallbacks=[{"chat": ["last"]}], num_retries=0)
    answer = router.completion(model="chat", messages=[{"role": "user", "content": "Hello"}], max_tokens=20)
    print(f"{answer.model}: {answer.choices[0].message.content}")
    for entry in provider().requests():
        print(f"{entry.vendor} {entry.model}: {entry.status}, for {entry.headers.get('x-title', 'nobody')}")


if __name__ == "__main__":
    main()
