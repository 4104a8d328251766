"""Compose starts several containers in a network of their own, where each is found by its service's name.

Run it: course lab T6.2.1-01
Break it: ask `http://localhost:8000` instead. In a container, localhost is that container and no other.
"""

import secrets
import subprocess

SERVICES = """
services:
  web:
    image: python:3.13-slim
    command: python -m http.server 8000
    healthcheck:
      test: [CMD, python, -c, "from urllib.request import urlopen; urlopen('http://127.0.0.1:8000')"]
      interval: 1s
  client:
    image: python:3.13-slim
    command: python -c "from urllib.request import urlopen; print(urlopen('http://web:8000').status)"
    depends_on:
      web:
        condition: service_healthy
"""
PROJECT = f"lab-{secrets.token_hex(4)}"


def compose(*words: str) -> str:
    command = ["docker", "compose", "--project-name", PROJECT, "--file", "-", *words]
    done = subprocess.run(command, input=SERVICES, check=False, capture_output=True, text=True)
    return done.stdout.strip()


def main() -> None:
    try:
        print("the services:", compose("config", "--services").split())
        print("the client got:", compose("run", "--rm", "client") or "no answer")
    finally:
        compose("down", "--volumes", "--timeout", "1")


if __name__ == "__main__":
    main()
