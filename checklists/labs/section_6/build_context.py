"""`docker build` sends a folder to the engine; `.dockerignore` says what of it stays at home.

Run it: course lab T6.1.3-01
Break it: empty `.dockerignore`. The key is in the image then, for everybody who can pull it.
"""

import subprocess
import tempfile
from pathlib import Path

FILES = {
    "Dockerfile": "FROM python:3.13-slim\nWORKDIR /srv\nCOPY . .\n",
    ".dockerignore": "*\n!app.py\n",  # a list of what may come in, not of what may not
    ".env": "API_KEY=sk-do-not-ship\n",
    "app.py": "print('hello')\n",
}


def docker(*words: str, stdin: str = "") -> str:
    done = subprocess.run(["docker", *words], input=stdin, check=True, capture_output=True, text=True)
    return done.stdout.strip()


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        for file, text in FILES.items():
            (Path(name) / file).write_text(text)
        image = docker("build", "--quiet", name)
    print("in the image:", docker("run", "--rm", image, "ls", "-A").replace("\n", " "))


if __name__ == "__main__":
    main()
