"""Below the words are events: a message starts, its blocks start, grow and stop, the message stops.

Run it: course lab T3.1.3-03
Break it: script `rule("truncate", after_tokens=3)`: no message_stop, and no exception either.
"""

from anthropic import Anthropic

from course.labs.kit import provider, show


def main() -> None:
    with (
        Anthropic() as client,
        client.messages.create(
            model="claude-haiku-4-5",
            max_tokens=200,
            messages=[{"role": "user", "content": "Count to 3."}],
            stream=True,  # the raw events, without the helper's additions
        ) as stream,
    ):
        for event in stream:
            match event.type:
                case "message_start":
                    print(f"message_start: {event.message.usage.input_tokens} tokens in")
                case "content_block_delta":
                    print(f"content_block_delta: block {event.index} grows by {event.delta.text!r}")
                case "message_delta":
                    print(f"message_delta: {event.delta.stop_reason}, {event.usage.output_tokens} tokens out")
                case other:
                    print(other)
    print()
    show(provider().only(), frames=4)


if __name__ == "__main__":
    main()
