"""WORKDIR says where, COPY brings files in, RUN runs a command while the image is built.

Run it: course lab T6.1.2-02
Break it: move WORKDIR to the end. Where does the file lie then, and where does the command look?
"""

import subprocess
import tempfile
from pathlib import Path

DOCKERFILE = """
FROM python:3.13-slim
WORKDIR /srv
COPY greet.py .
RUN python -c "import greet; open('built', 'w').write(greet.HELLO)"
"""


def docker(*words: str, stdin: str = "") -> str:
    done = subprocess.run(["docker", *words], input=stdin, check=True, capture_output=True, text=True)
    return done.stdout.strip()


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        (Path(name) / "Dockerfile").write_text(DOCKERFILE)
        (Path(name) / "greet.py").write_text("HELLO = 'hello from the build'")
        image = docker("build", "--quiet", name)
    print(docker("run", "--rm", image, "pwd"))
    print(docker("run", "--rm", image, "ls", "/srv").replace("\n", " "))
    print(docker("run", "--rm", image, "cat", "/srv/built"))


if __name__ == "__main__":
    main()
