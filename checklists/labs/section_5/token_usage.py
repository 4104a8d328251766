"""Tokens are counted from the provider's own usage, input apart from output, by model.

Run it: course lab T5.4.3-02
Break it: make the user a label. A time series for each user, for ever, is how a metrics server dies.
"""

from typing import Any

from anthropic import Anthropic
from prometheus_client import CollectorRegistry, Counter

from course.labs.kit import provider

ASK: dict[str, Any] = {
    "model": "claude-haiku-4-5",
    "max_tokens": 50,
    "messages": [{"role": "user", "content": "Hello"}],
}


def main() -> None:
    registry = CollectorRegistry()
    tokens = Counter("tokens", "As the provider counted them", ["model", "kind"], registry=registry)
    with Anthropic() as client:
        for _ in range(2):
            usage = client.messages.create(**ASK).usage
            tokens.labels("claude-haiku-4-5", "input").inc(usage.input_tokens)
            tokens.labels("claude-haiku-4-5", "output").inc(usage.output_tokens)
    for kind in ("input", "output"):
        value = registry.get_sample_value("tokens_total", {"model": "claude-haiku-4-5", "kind": kind})
        print(f"{kind}: {value:.0f}")
    print(f"requests the provider has seen: {len(provider().requests())}")


if __name__ == "__main__":
    main()
