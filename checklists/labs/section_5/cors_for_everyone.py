"""The wrong way: `*` with credentials. The server repeats whatever origin asks, so every site reads as you.

Run it: course lab cors_for_everyone
Mend it: name your origins. `*` is for an API without cookies, and then without `allow_credentials`.
"""

from fastapi import FastAPI
from fastapi.middleware.cors import CORSMiddleware
from fastapi.testclient import TestClient

app = FastAPI()
app.add_middleware(CORSMiddleware, allow_origins=["*"], allow_credentials=True, allow_headers=["*"])


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
