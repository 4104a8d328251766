"""What a background task cannot do: it fails after the 202, nobody tells the client, nobody tries again.

Run it: course lab T2.3.3-02
Break it: call `send_mail(to)` in the endpoint. The client gets a 500, which is slower and honest.
"""

from fastapi import BackgroundTasks, FastAPI
from fastapi.testclient import TestClient

app = FastAPI()
sent: list[str] = []


def send_mail(to: str) -> None:
    if "@" not in to:
        raise ValueError(f"{to} is no address")
    sent.append(to)


@app.post("/invite", status_code=202)
async def invite(to: str, background: BackgroundTasks) -> str:
    background.add_task(send_mail, to)
    return "accepted"


def main() -> None:
    with TestClient(app, raise_server_exceptions=False) as client:
        for to in ("ada@example.com", "nobody"):
            reply = client.post("/invite", params={"to": to})
            print(f"{to}: {reply.status_code}, and mails sent: {len(sent)}")


if __name__ == "__main__":
    main()
