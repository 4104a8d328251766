"""What an endpoint returns becomes JSON: dictionaries, models, and types that JSON itself does not know.

Run it: course lab T1.2.4-01
Break it: return `json.dumps(…)`. A string is valid JSON too, so the client gets text in quotation marks.
"""

from datetime import UTC, datetime
from decimal import Decimal
from uuid import UUID

from fastapi import FastAPI
from fastapi.testclient import TestClient

app = FastAPI()


@app.get("/receipt")
def receipt() -> dict[str, object]:
    return {
        "id": UUID(int=1),
        "paid": datetime(2026, 11, 28, 12, tzinfo=UTC),
        "total": Decimal("9.90"),
        "tags": {"food"},
    }


def main() -> None:
    reply = TestClient(app).get("/receipt")
    print(reply.headers["content-type"])
    for name, value in reply.json().items():
        print(f"{name}: {value!r}")


if __name__ == "__main__":
    main()
