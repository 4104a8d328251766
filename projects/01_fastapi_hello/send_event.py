#!/usr/bin/env python3
"""Send one event to the running service and print what it answers.

    python send_event.py [URL of the service]

Without an argument the address is $SERVICE_URL, and without that http://localhost:8001.
"""

import os
import sys
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import httpx2

DEFAULT_URL = "http://localhost:8001"


def sample_event() -> dict[str, Any]:
    """Return an event with an id of its own, so that each call sends a new one."""
    return {
        "event_id": str(uuid4()),
        "event_type": "greeting",
        "event_data": {"text": "Hello from send_event.py", "sent_at": datetime.now(UTC).isoformat()},
    }


def main() -> None:
    """Send the event; end with exit code 1 when nobody answers, or the answer is an error."""
    url = sys.argv[1] if len(sys.argv) > 1 else os.environ.get("SERVICE_URL") or DEFAULT_URL
    try:
        response = httpx2.post(f"{url.rstrip('/')}/events/", json=sample_event(), timeout=10)
    except (httpx2.HTTPError, httpx2.InvalidURL) as error:
        sys.exit(f"No answer from {url} ({error}). Is the service running, and is that its address?")
    print(response.status_code, response.text)  # noqa: T201 - what a command prints is its result
    sys.exit(0 if response.is_success else 1)


if __name__ == "__main__":
    main()
