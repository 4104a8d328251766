"""`depends_on` orders the starts; with `condition: service_healthy` it waits until the other answers.

Run it: course lab T6.2.1-04
Break it: write `service_started` as the condition. The API starts at once, and finds nobody.
"""

import secrets
import subprocess

SERVICES = """
services:
  slow:
    image: python:3.13-slim
    command: sh -c "sleep 3; exec python -m http.server 8000"
    healthcheck:
      test: [CMD, python, -c, "from urllib.request import urlopen; urlopen('http://127.0.0.1:8000')"]
      interval: 1s
      retries: 30
  api:
    image: python:3.13-slim
    command: python -c "from urllib.request import urlopen; print('found it', urlopen('http://slow:8000').status)"
    depends_on:
      slow:
        condition: service_healthy
"""
PROJECT = f"lab-{secrets.token_hex(4)}"


def compose(*words: str) -> str:
    command = ["docker", "compose", "--project-name", PROJECT, "--file", "-", *words]
    done = subprocess.run(command, input=SERVICES, check=False, capture_output=True, text=True)
    return done.stdout.strip()


def main() -> None:
    try:
        print("the api:", compose("run", "--rm", "api") or "found nobody")
    finally:
        compose("down", "--volumes", "--timeout", "1")


if __name__ == "__main__":
    main()
