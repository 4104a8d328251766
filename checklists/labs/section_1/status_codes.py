"""The status says what happened before anyone reads the body: 201 made, 204 done, 404 not there, 409 not now.

Run it: course lab T1.2.4-02
Break it: return `{"error": "…"}` instead of raising. It is a 200, and every client takes it for success.
"""

from fastapi import FastAPI, HTTPException, status
from fastapi.testclient import TestClient

app = FastAPI()
names: set[str] = set()


@app.post("/names/{name}", status_code=status.HTTP_201_CREATED)
def create(name: str) -> str:
    if name in names:
        raise HTTPException(status.HTTP_409_CONFLICT, f"{name} is taken")
    names.add(name)
    return name


@app.delete("/names/{name}", status_code=status.HTTP_204_NO_CONTENT)
def delete(name: str) -> None:
    if name not in names:
        raise HTTPException(status.HTTP_404_NOT_FOUND, f"there is no {name}")
    names.remove(name)


def main() -> None:
    client = TestClient(app)
    names.clear()
    for method in ("POST", "POST", "DELETE", "DELETE"):
        reply = client.request(method, "/names/ada")
        print(f"{method}: {reply.status_code} {reply.text or '(no body)'}")


if __name__ == "__main__":
    main()
