"""`down` removes containers and networks and keeps volumes; `down --volumes` removes your data as well.

Run it: course lab T6.2.2-04
Break it: leave `--volumes` out of the second `down`, and see what stays on the disk.
"""

import secrets
import subprocess

SERVICES = """
services:
  app:
    image: python:3.13-slim
    command: sleep 60
    volumes: [data:/data]
volumes:
  data:
"""
PROJECT = f"lab-{secrets.token_hex(4)}"


def compose(*words: str) -> str:
    command = ["docker", "compose", "--project-name", PROJECT, "--file", "-", *words]
    done = subprocess.run(command, input=SERVICES, check=False, capture_output=True, text=True)
    return done.stdout.strip()


def left() -> str:
    """Return what the engine still has of this project."""
    label = f"label=com.docker.compose.project={PROJECT}"
    kinds = {"containers": ("ps", "--all"), "volumes": ("volume", "ls")}
    found = [kind for kind, words in kinds.items() if docker(*words, "--quiet", "--filter", label)]
    return " and ".join(found) or "nothing"


def docker(*words: str) -> str:
    return subprocess.run(["docker", *words], check=True, capture_output=True, text=True).stdout.strip()


def main() -> None:
    compose("up", "--detach")
    print("while it runs:", left())
    compose("stop", "--timeout", "1")
    print("after stop:", left())
    compose("down", "--timeout", "1")
    print("after down:", left())
    compose("down", "--volumes")
    print("after down --volumes:", left())


if __name__ == "__main__":
    main()
