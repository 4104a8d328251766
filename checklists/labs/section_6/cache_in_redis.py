"""Redis remembers for all processes: a restarted API finds what the one before has thought out.

Run it: course lab T6.2.3-02
Break it: `down` and `up` instead of the restart. Redis has no volume with a name here, and begins empty.
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
    environment: {{REDIS_URL: "redis://redis:6379/0"}}
    ports: ["127.0.0.1::8000"]
    depends_on: {{redis: {{condition: service_healthy}}}}
  redis:
    image: redis:8
    healthcheck: {{test: [CMD, redis-cli, ping], interval: 1s, retries: 30}}
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
        print("first:", ask("/answer")["from"])
        print("second:", ask("/answer")["from"])
        compose("restart", "--timeout", "1", "api")
        compose("up", "--wait")
        print("after a restart of the api:", ask("/answer")["from"])
    finally:
        compose("down", "--volumes", "--timeout", "1")


if __name__ == "__main__":
    main()
