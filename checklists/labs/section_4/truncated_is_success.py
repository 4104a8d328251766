"""The wrong way: to trust the end of a stream. One that is cut short raises nothing in either SDK.

Run it: course lab truncated_is_success
Mend it: an answer without `stop_reason` or `finish_reason` is an error.
"""

from typing import Any

from anthropic import Anthropic
from openai import OpenAI

from course.labs.kit import provider, rule

COUNT: list[Any] = [{"role": "user", "content": "Count to 9."}]


def main() -> None:
    provider().script(rule("truncate", after_tokens=4))
    with (
        Anthropic() as client,
        client.messages.stream(model="claude-haiku-4-5", max_tokens=50, messages=COUNT) as stream,
    ):
        message = stream.get_final_message()
        print(f"anthropic: {message.content[0].text!r}, stop_reason {message.stop_reason}, no exception")
    with (
        OpenAI() as client,
        client.chat.completions.create(model="gpt-4.1-mini", messages=COUNT, stream=True) as stream,
    ):
        chunks = [chunk.choices[0] for chunk in stream]
        text = "".join(chunk.delta.content or "" for chunk in chunks)
        print(f"openai: {text!r}, finish_reason {chunks[-1].finish_reason}, no exception")


if __name__ == "__main__":
    main()
