"""`client.messages.stream()` opens a stream: the first words are here while the model still writes.

Run it: course lab T3.1.3-01
Break it: use `client.messages.create()` instead: nothing comes before the gate has opened for the last token.
"""

from anthropic import Anthropic

from course.labs.kit import provider, rule, show


def main() -> None:
    provider().script(rule("gate", open=1))  # the second token leaves when we say so

    with (
        Anthropic() as client,
        client.messages.stream(
            model="claude-haiku-4-5",
            max_tokens=200,
            messages=[{"role": "user", "content": "What is a token?"}],
        ) as stream,
    ):
        first = next(stream.text_stream)
        print(f"we have {first!r}; the provider has sent {provider().only().tokens_sent} token")
        provider().release_all()
        message = stream.get_final_message()  # reads the rest
    print(f"{message.stop_reason}, {message.usage.output_tokens} tokens: {message.content[0].text}")
    show(provider().only(), "x-stainless-stream-helper", frames=3)


if __name__ == "__main__":
    main()
