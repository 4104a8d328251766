"""The format is OpenAI's and a little more: comments while you wait, who served it, and the cost in dollars.

Run it: course lab T3.4.2-02
Break it: read the stream line by line and parse every line as JSON: a comment is none.
"""

import os

from openai import OpenAI

from course.labs.kit import provider, show


def main() -> None:
    with (
        OpenAI(
            base_url=os.environ["OPENROUTER_BASE_URL"], api_key=os.environ["OPENROUTER_API_KEY"]
        ) as client,
        client.chat.completions.create(
            model="meta-llama/llama-3.3-70b-instruct",
            messages=[{"role": "user", "content": "Count to 3."}],
            stream=True,
            extra_body={"provider": {"order": ["Groq", "DeepInfra"]}},  # OpenRouter's own field
        ) as stream,
    ):
        chunks = list(stream)
    print("text:", "".join(c.choices[0].delta.content or "" for c in chunks if c.choices))
    print(f"served by {chunks[0].provider}; cost $ {chunks[-1].usage.model_extra['cost']:.8f}")
    show(provider().only(), frames=3)


if __name__ == "__main__":
    main()
