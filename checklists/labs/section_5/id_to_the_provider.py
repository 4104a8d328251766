"""The id goes on to the provider, whose own id comes back: with both, either side finds the call.

Run it: course lab T5.4.2-03
Break it: leave `extra_headers` out, and try to say which of your users' requests the provider means.
"""

from typing import Any

import structlog
from anthropic import Anthropic

from course.labs.kit import provider

ASK: dict[str, Any] = {
    "model": "claude-haiku-4-5",
    "max_tokens": 50,
    "messages": [{"role": "user", "content": "Hello"}],
}
log = structlog.wrap_logger(structlog.PrintLogger(), processors=[structlog.processors.JSONRenderer()])


def main() -> None:
    with Anthropic() as client:
        answer = client.messages.create(**ASK, extra_headers={"X-Request-ID": "r-1"})
    log.info("answered", request_id="r-1", provider_request_id=answer._request_id)  # noqa: SLF001 - the SDK's documented name
    print("the provider saw:", provider().requests()[0].headers.get("x-request-id"))


if __name__ == "__main__":
    main()
