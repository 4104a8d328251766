"""Path, query, body: which thing, how you would like it, and what you hand over.

Run it: course lab T1.1-03
Break it: send the text as a query parameter. It now stands in every access log on the way.
"""

from typing import Annotated

from fastapi import Body, FastAPI
from fastapi.testclient import TestClient

app = FastAPI()


@app.post("/documents/{name}/summary")
def summarise(name: str, text: Annotated[str, Body(embed=True)], words: int = 3) -> dict[str, str]:
    return {"document": name, "summary": " ".join(text.split()[:words])}


def main() -> None:
    client = TestClient(app)
    reply = client.post(
        "/documents/minutes/summary",  # path: which document
        params={"words": 2},  # query: how the answer should be
        json={"text": "Nothing was decided today"},  # body: what is handed over
    )
    print(f"address: {reply.request.url.raw_path.decode()}")
    print(f"body: {reply.request.content.decode()}")
    print(f"answer: {reply.json()}")


if __name__ == "__main__":
    main()
