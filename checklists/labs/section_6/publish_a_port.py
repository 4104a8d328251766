"""`-p` leads a port of this machine to one in the container, where the server has to listen on 0.0.0.0.

Run it: course lab T6.1.3-03
Break it: let the server listen on 127.0.0.1: the container's own loopback, which nobody outside reaches.
"""

import subprocess
import time
from urllib.request import urlopen

SERVER = ["python", "-m", "http.server", "8000", "--bind", "0.0.0.0"]


def docker(*words: str, stdin: str = "") -> str:
    done = subprocess.run(["docker", *words], input=stdin, check=True, capture_output=True, text=True)
    return done.stdout.strip()


def answer(port: str) -> str:
    """Ask until the server is up, for four seconds at most."""
    for _ in range(20):
        try:
            with urlopen(f"http://127.0.0.1:{port}/", timeout=2) as reply:
                return str(reply.status)
        except OSError:
            time.sleep(0.2)
    return "nobody there"


def main() -> None:
    # At a port that the engine chooses, and on loopback only: `-p 8000:8000` would be open to the network.
    container = docker("run", "--detach", "-p", "127.0.0.1::8000", "python:3.13-slim", *SERVER)
    try:
        port = docker("port", container, "8000").rpartition(":")[2]
        print("through the published port:", answer(port))
    finally:
        docker("rm", "--force", container)


if __name__ == "__main__":
    main()
