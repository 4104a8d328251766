"""A FastAPI service in compose: built from its Dockerfile, healthy before it is used, and not root.

Run it: course lab T6.2.3-01
Break it: take `USER` out of `app/Dockerfile`. Everything works, and a hole in the app is a hole as root.
"""

import json
import secrets
import subprocess
from pathlib import Path
from urllib.request import Request, urlopen

APP = Path(__file__).parent / "app"

SERVICES = f"""
services:
  api:
    build: {APP}
    image: course-lab-app
    ports: ["127.0.0.1::8000"]
"""
PROJECT = f"lab-{secrets.token_hex(4)}"


def compose(*words: str) -> str:
    command = ["docker", "compose", "--project-name", PROJECT, "--file", "-", *words]
    done = subprocess.run(command, input=SERVICES, check=False, capture_output=True, text=True)
    return done.stdout.strip()


def ask(path: str, method: str = "GET") -> dict[str, str]:
    port = compose("port", "api", "8000").rpartition(":")[2]
    with urlopen(Request(f"http://127.0.0.1:{port}{path}", method=method), timeout=10) as reply:
        answer: dict[str, str] = json.load(reply)
    return answer


def main() -> None:
    try:
        compose("up", "--build", "--wait")
        print("health:", ask("/health")["status"])
        print("as root:", int(ask("/greeting")["user"]) == 0)
    finally:
        compose("down", "--volumes", "--timeout", "1")


if __name__ == "__main__":
    main()
