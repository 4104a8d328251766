"""An answer is a list of content blocks, a reason why it stopped, and what it cost.

Run it: course lab T3.1.2-04
Break it: script `rule("tool_call", name="clock")` before the call: `content[0]` has no text then.
"""

from anthropic import Anthropic

from course.labs.kit import provider, show


def main() -> None:
    with Anthropic() as client:
        answer = client.messages.create(
            model="claude-haiku-4-5",
            max_tokens=200,
            messages=[{"role": "user", "content": "What is FastAPI?"}],
        )
    print(f"{answer.id} {answer.role} {answer.model}")
    print(f"content: {[block.type for block in answer.content]}")
    print("text:", "".join(block.text for block in answer.content if block.type == "text"))
    print(f"stop_reason: {answer.stop_reason}")
    print(f"usage: {answer.usage.input_tokens} tokens in, {answer.usage.output_tokens} out")
    print(f"request id, for the provider's support: {answer._request_id}")  # noqa: SLF001 - the SDK's public name
    show(provider().only(), frames=1)


if __name__ == "__main__":
    main()
