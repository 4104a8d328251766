"""A bind mount puts your folder into the container, and `--reload` starts anew when a file changes.

Run it: course lab T6.2.2-01
Break it: leave `volumes` out. The container has the copy from its build, and never hears of your edit.
"""

import contextlib
import json
import secrets
import shutil
import subprocess
import tempfile
import time
from pathlib import Path
from urllib.request import Request, urlopen

APP = Path(__file__).parent / "app"
SOURCE = Path(tempfile.mkdtemp())
SOURCE.chmod(0o755)  # the container has another user

SERVICES = f"""
services:
  api:
    build: {APP}
    image: course-lab-app
    command: uvicorn main:app --host 0.0.0.0 --port 8000 --reload
    environment: {{WATCHFILES_FORCE_POLLING: "true"}} # a mounted folder may send no events
    volumes: ["{SOURCE}:/srv"]
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


def changed(old: str) -> str:
    """Ask until the greeting is another, for ten seconds at most."""
    for _ in range(50):
        with contextlib.suppress(OSError):  # while the server starts anew
            if (now := ask("/greeting")["greeting"]) != old:
                return now
        time.sleep(0.2)
    return old


def main() -> None:
    try:
        shutil.copy(APP / "main.py", SOURCE)
        compose("up", "--build", "--wait")
        print("before the edit:", ask("/greeting")["greeting"])
        edited = (APP / "main.py").read_text().replace('GREETING = "one"', 'GREETING = "two"')
        (SOURCE / "main.py").write_text(edited)
        print("after the edit:", changed("one"))
    finally:
        compose("down", "--volumes", "--timeout", "1")
        shutil.rmtree(SOURCE)


if __name__ == "__main__":
    main()
