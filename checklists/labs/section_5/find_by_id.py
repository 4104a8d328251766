"""One id finds all lines of one request among those of many: what happened, and in which order.

Run it: course lab T5.4.2-04
Break it: search for the id as text (`grep r-1`), and r-10 comes with it.
"""

import json
from collections.abc import Iterable

LOG = """
{"request_id": "r-10", "event": "begun", "route": "/v1/chat"}
{"request_id": "r-1", "event": "begun", "route": "/v1/chat"}
{"request_id": "r-1", "event": "provider failed", "attempt": 1, "status": 529}
{"request_id": "r-10", "event": "done", "status": 200}
Traceback: a library that prints what it likes
{"request_id": "r-1", "event": "done", "status": 503}
"""


def lines_of(request_id: str, log: Iterable[str]) -> list[str]:
    """Do what `jq -R 'fromjson? | select(.request_id == "…") | .event'` does."""
    found = []
    for line in log:
        try:
            fields = json.loads(line)
        except json.JSONDecodeError:
            continue  # not every line in a log is yours
        if fields["request_id"] == request_id:
            found.append(fields["event"])
    return found


def main() -> None:
    log = LOG.splitlines()
    print("by its id, r-1:", " > ".join(lines_of("r-1", log)))
    print("lines with r-1 in their text:", sum("r-1" in line for line in log))


if __name__ == "__main__":
    main()
