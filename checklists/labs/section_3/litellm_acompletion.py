"""`acompletion()` waits without holding the event loop: three providers work at the same time.

Run it: course lab T3.3.2-04
Break it: call `litellm.completion` in `ask`: nobody is free to open the gate (end it with Ctrl-C).
"""

import asyncio

import litellm

from course.labs.kit import provider, rule

MODELS = ("anthropic/claude-haiku-4-5", "openai/gpt-4.1-mini", "openrouter/deepseek/deepseek-v3.2")


async def ask(model: str) -> str:
    """Return one model's answer."""
    messages = [{"role": "user", "content": "Hello"}]
    answer = await litellm.acompletion(model=model, messages=messages, max_tokens=50)
    return f"{model}: {answer.choices[0].message.content}"


async def run() -> None:
    provider().script(rule("gate"))  # no answer leaves before we say so
    asked = asyncio.gather(*map(ask, MODELS))
    waiting = await asyncio.to_thread(provider().wait, 3)
    print(f"{len(waiting)} requests under way, {sum(e.ended == 'complete' for e in waiting)} answered")
    for entry in waiting:
        await asyncio.to_thread(provider().until, entry, "gated", 3)
    provider().release_all()
    print(*await asked, sep="\n")


def main() -> None:
    asyncio.run(run())


if __name__ == "__main__":
    main()
