"""Dependencies are pinned, installed in a step of their own, and leave no download cache in the layer.

Run it: course lab T6.1.2-03
Break it: write `tenacity` without a version. Which one does the image have today, and which one next month?
"""

import subprocess
import tempfile
from pathlib import Path

REQUIREMENTS = "tenacity==9.1.2\n"
DOCKERFILE = """
FROM python:3.13-slim
RUN python -m venv /opt/venv
ENV PATH=/opt/venv/bin:$PATH
COPY requirements.txt .
RUN pip install --quiet --no-cache-dir --requirement requirements.txt
"""
ASK = "from importlib.metadata import version; print('tenacity', version('tenacity'))"


def docker(*words: str, stdin: str = "") -> str:
    done = subprocess.run(["docker", *words], input=stdin, check=True, capture_output=True, text=True)
    return done.stdout.strip()


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        (Path(name) / "Dockerfile").write_text(DOCKERFILE)
        (Path(name) / "requirements.txt").write_text(REQUIREMENTS)
        image = docker("build", "--quiet", name)
    print(docker("run", "--rm", image, "python", "-c", ASK))
    print(
        "pip's cache:",
        docker("run", "--rm", image, "sh", "-c", "ls -A /root/.cache 2>/dev/null || true") or "none",
    )


if __name__ == "__main__":
    main()
