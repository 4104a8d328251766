"""`ports` publishes a service on this machine; without it, only the other services reach it.

Run it: course lab T6.2.1-02
Break it: give the cache `ports` as well. Now everybody on this machine can read what you cache.
"""

import secrets
import subprocess

SERVICES = """
services:
  api:
    image: python:3.13-slim
    command: python -m http.server 8000
    ports: ["127.0.0.1::8000"]
  cache:
    image: redis:8
"""
PROJECT = f"lab-{secrets.token_hex(4)}"


def compose(*words: str) -> str:
    command = ["docker", "compose", "--project-name", PROJECT, "--file", "-", *words]
    done = subprocess.run(command, input=SERVICES, check=False, capture_output=True, text=True)
    return done.stdout.strip()


def main() -> None:
    try:
        compose("up", "--detach")
        published = "{{range .Publishers}}{{if .PublishedPort}}{{.URL}} -> {{.TargetPort}}{{end}}{{end}}"
        for line in sorted(compose("ps", "--format", f"{{{{.Service}}}}: {published}").splitlines()):
            print(line.strip())
    finally:
        compose("down", "--volumes", "--timeout", "1")


if __name__ == "__main__":
    main()
