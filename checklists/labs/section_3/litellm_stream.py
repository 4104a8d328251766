"""`stream=True` works for every provider, and its cost is known at the end, if you ask for the usage.

Run it: course lab T3.3.4-01
Break it: leave `stream=True` out: one answer comes, and the loop goes over its fields.
"""

import litellm

from course.labs.kit import provider, rule


def main() -> None:
    provider().script(rule("gate", open=1))
    stream = litellm.completion(
        model="anthropic/claude-haiku-4-5",
        messages=[{"role": "user", "content": "Count to 5."}],
        max_tokens=50,
        stream=True,
        stream_options={"include_usage": True},
    )
    chunks = [next(stream)]
    print(f"first: {chunks[0].choices[0].delta.content!r}; sent so far: {provider().only().tokens_sent}")
    provider().release_all()
    chunks.extend(stream)
    whole = litellm.stream_chunk_builder(chunks)
    print(f"{len(chunks)} chunks: {whole.choices[0].message.content}")
    print(f"{whole.usage.completion_tokens} tokens out, $ {litellm.completion_cost(whole):.6f}")


if __name__ == "__main__":
    main()
