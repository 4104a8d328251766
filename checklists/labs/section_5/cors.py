"""CORS: the server names the origins whose pages may read its answers; the browser does the refusing.

Run it: course lab T5.1.3-04
Break it: take "Authorization" out of `allow_headers`. The preflight fails, and no request follows it.
"""

from fastapi import FastAPI
from fastapi.middleware.cors import CORSMiddleware
from fastapi.testclient import TestClient

app = FastAPI()
app.add_middleware(
    CORSMiddleware,
    allow_origins=["https://app.example.com"],
    allow_credentials=True,
    allow_methods=["GET", "POST"],
    allow_headers=["Authorization"],
)


@app.get("/chats")
async def chats() -> str:
    return "chats"


def main() -> None:
    client = TestClient(app)
    for origin in ("https://app.example.com", "https://evil.example.com"):
        asking = {"Access-Control-Request-Method": "GET", "Access-Control-Request-Headers": "Authorization"}
        may_i = client.options("/chats", headers={"Origin": origin} | asking)
        print(f"{origin}, preflight: {may_i.status_code} {may_i.text}")
        reply = client.get("/chats", headers={"Origin": origin})
        allowed = reply.headers.get("access-control-allow-origin")
        print(f"{origin}, request: {reply.status_code}, the browser may show it to {allowed}")


if __name__ == "__main__":
    main()
