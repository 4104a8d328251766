"""`up` uses the image that is there; after a change of the code, `up --build` makes a new one.

Run it: course lab T6.2.2-03
Break it: drop `--build` from the last line, and look for your change.
"""

import secrets
import subprocess
import tempfile
from pathlib import Path

PROJECT = f"lab-{secrets.token_hex(4)}"
SERVICES = "services:\n  app:\n    build: .\n"


def compose(folder: Path, *words: str) -> str:
    command = ["docker", "compose", "--project-name", PROJECT, *words]
    done = subprocess.run(command, cwd=folder, check=False, capture_output=True, text=True)
    said = [line for line in done.stdout.splitlines() if " | " in line]
    return said[-1].partition(" | ")[2] if said else ""


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "compose.yaml").write_text(SERVICES)
        (folder / "Dockerfile").write_text("FROM python:3.13-slim\nCOPY say .\nCMD cat say\n")
        (folder / "say").write_text("version one")
        try:
            print("up:", compose(folder, "up"))
            (folder / "say").write_text("version two")
            print("up, after a change:", compose(folder, "up"))
            print("up --build:", compose(folder, "up", "--build"))
        finally:
            compose(folder, "down", "--rmi", "local")


if __name__ == "__main__":
    main()
