"""`docker compose logs` shows what all services wrote, each line with its service; `-f` follows.

Run it: course lab T6.2.2-02
Break it: take `-u` from Python. What a program keeps in its buffer, no log has.
"""

import secrets
import subprocess
import time

SERVICES = """
services:
  api:
    image: python:3.13-slim
    command: python -u -c "print('api is up'); import time; time.sleep(60)"
  worker:
    image: python:3.13-slim
    command: sh -c "echo worker is up; sleep 60"
"""
PROJECT = f"lab-{secrets.token_hex(4)}"


def compose(*words: str) -> str:
    command = ["docker", "compose", "--project-name", PROJECT, "--file", "-", *words]
    done = subprocess.run(command, input=SERVICES, check=False, capture_output=True, text=True)
    return done.stdout.strip().replace("\x1b[2K", "")  # some versions clear the line first


def main() -> None:
    try:
        compose("up", "--detach")
        for _ in range(30):  # until both have written, or three seconds at least
            if len(compose("logs").splitlines()) == 2:
                break
            time.sleep(0.1)
        for line in sorted(compose("logs", "--no-color").splitlines()):
            print(" ".join(line.split()))
        print("the last of the api alone:", compose("logs", "--no-log-prefix", "--tail", "1", "api"))
    finally:
        compose("down", "--volumes", "--timeout", "1")


if __name__ == "__main__":
    main()
