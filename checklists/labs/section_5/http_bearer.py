"""`HTTPBearer` takes the token out of the header, or answers 401; whether it is any good it never asks.

Run it: course lab T5.1.2-01
Break it: `HTTPBearer(auto_error=False)`: the endpoint runs without a token, and has to look for None itself.
"""

from typing import Annotated

from fastapi import Depends, FastAPI
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from fastapi.testclient import TestClient

app = FastAPI()
bearer = HTTPBearer()


@app.get("/me")
async def me(found: Annotated[HTTPAuthorizationCredentials, Depends(bearer)]) -> str:
    return found.credentials


def main() -> None:
    client = TestClient(app)
    for header in ("", "Basic YWRhOng=", "Bearer anything"):
        reply = client.get("/me", headers={"Authorization": header} if header else {})
        asks_for = reply.headers.get("www-authenticate")
        print(f"{header or 'no header'}: {reply.status_code} {reply.json()}, asks for {asks_for}")
    print(f"docs: {client.get('/openapi.json').json()['components']['securitySchemes']}")


if __name__ == "__main__":
    main()
