"""PostgreSQL's data lies in a volume: containers come and go, the rows stay.

Run it: course lab T6.2.3-03
Break it: leave the volume out. Everything works, until the first `down`.
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
    environment: {{DATABASE_URL: "postgresql://postgres:lab@postgres/postgres"}}
    ports: ["127.0.0.1::8000"]
    depends_on: {{postgres: {{condition: service_healthy}}}}
  postgres:
    image: postgres:17
    environment: {{POSTGRES_PASSWORD: lab}}
    volumes: ["data:/var/lib/postgresql/data"]
    healthcheck: {{test: [CMD, pg_isready, -U, postgres], interval: 1s, retries: 30}}
volumes:
  data:
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
        ask("/notes?text=remember", "POST")
        print("kept:", ask("/notes"))
        compose("down", "--timeout", "1")
        compose("up", "--wait")
        print("after down and up:", ask("/notes"))
    finally:
        compose("down", "--volumes", "--timeout", "1")


if __name__ == "__main__":
    main()
