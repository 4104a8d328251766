"""`stream=True` turns the answer into chunks; `include_usage` adds a last one with the usage.

Run it: course lab T3.2.3-01
Break it: leave `stream_options` out: the tokens are still billed, and nobody tells you how many.
"""

from openai import OpenAI

from course.labs.kit import provider, show


def main() -> None:
    with (
        OpenAI() as client,
        client.chat.completions.create(
            model="gpt-4.1-mini",
            messages=[{"role": "user", "content": "Count to 3."}],
            stream=True,
            stream_options={"include_usage": True},
        ) as stream,  # closes the connection, however the loop ends
    ):
        usage = [chunk.usage for chunk in stream if chunk.usage]
    print(f"usage, from the last chunk: {usage[0].prompt_tokens} in, {usage[0].completion_tokens} out")
    show(provider().only(), frames=3)
    print(f"the last frame: {provider().only().frames[-1].strip()}")


if __name__ == "__main__":
    main()
