"""The interactive docs come from your code: types, defaults and docstrings end up in one JSON document.

Run it: course lab T1.2.1-03
Serve it: uvicorn --app-dir checklists/labs/section_1 docs:app (and open /docs and /redoc)
Break it: `FastAPI(openapi_url=None)`. All three are gone, which is how one hides them in production.
"""

from fastapi import FastAPI
from fastapi.testclient import TestClient

app = FastAPI(title="Shop")


@app.get("/items")
def items(limit: int = 10) -> list[str]:
    """List what can be bought."""
    return ["tea"] * limit


def main() -> None:
    client = TestClient(app)
    for path in ("/docs", "/redoc", "/openapi.json"):
        reply = client.get(path)
        print(f"{path}: {reply.status_code} {reply.headers['content-type']}")
    described = client.get("/openapi.json").json()["paths"]["/items"]["get"]
    limit = described["parameters"][0]
    print(
        f"{described['description']} {limit['name']}: {limit['schema']['type']}, {limit['schema']['default']}"
    )


if __name__ == "__main__":
    main()
