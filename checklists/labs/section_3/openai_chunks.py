"""A chunk may have no choice and a choice no text, and only `finish_reason` says that the answer is whole.

Run it: course lab T3.2.3-02
Break it: take `if chunk.choices` away: the chunk with the usage is an IndexError.
"""

from openai import OpenAI

from course.labs.kit import provider, rule


def read(client: OpenAI) -> tuple[str, str | None]:
    """Return the text of a streamed answer and why it ended; None is a truncated one."""
    text, reason = "", None
    with client.chat.completions.create(
        model="gpt-4.1-mini",
        messages=[{"role": "user", "content": "Count to 5."}],
        stream=True,
        stream_options={"include_usage": True},
    ) as stream:
        for chunk in stream:
            if chunk.choices:
                text += chunk.choices[0].delta.content or ""
                reason = chunk.choices[0].finish_reason or reason
    return text, reason


def main() -> None:
    with OpenAI() as client:
        print("whole:", read(client))
        provider().script(rule("truncate", after_tokens=3))
        print("cut short, and no exception:", read(client))


if __name__ == "__main__":
    main()
