"""The wrong way: all files are copied before the installation, so each edit installs everything again.

Run it: course lab copies_too_early
Mend it: copy `requirements.txt` alone, install, and only then copy the code, as `layers.py` does.
"""

import secrets
import subprocess
import tempfile
from pathlib import Path

DOCKERFILE = """
FROM python:3.13-slim
COPY . .
RUN python -c "print('installing', open('requirements.txt').read())"
"""


def steps_from_cache(folder: Path) -> list[str]:
    """Build, and return the instructions that were taken from the cache."""
    build = ["docker", "build", "--progress=plain", str(folder)]
    lines = subprocess.run(build, check=True, capture_output=True, text=True).stderr.splitlines()
    steps = {
        line.split()[0]: line.split("] ", 1)[1].split()[0]
        for line in lines
        if "] COPY" in line or "] RUN" in line
    }
    return [steps[line.split()[0]] for line in lines if line.endswith(" CACHED") and line.split()[0] in steps]


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "Dockerfile").write_text(DOCKERFILE)
        (folder / "requirements.txt").write_text(f"# {secrets.token_hex(8)}")  # so that no older build helps
        for app in ("print('one')", "print('two')"):
            (folder / "app.py").write_text(f"{app}  # {secrets.token_hex(8)}")
            print("from the cache:", ", ".join(steps_from_cache(folder)) or "nothing")


if __name__ == "__main__":
    main()
