"""A FastAPI application is an object; endpoints are functions that it is told about.

Run it: course lab T1.2.1-01
Serve it: uvicorn --app-dir checklists/labs/section_1 first_app:app
Break it: leave the decorator out. The function is still there, and the application knows nothing of it.
"""

from fastapi import FastAPI
from fastapi.testclient import TestClient

app = FastAPI(title="Greeter", version="1.2.0")


@app.get("/")
def greet() -> dict[str, str]:
    return {"message": "Hello"}


def main() -> None:
    reply = TestClient(app).get("/")
    print(f"{app.title} {app.version}")
    print(f"GET /: {reply.status_code} {reply.text}")


if __name__ == "__main__":
    main()
