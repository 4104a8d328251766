"""Run the commands of the READMEs as a reader would: in a fresh copy, in order, from each README's folder.

Every ```bash block carries, on the line before it, one of

    <!-- run -->                      run it; it must succeed
    <!-- run: until URL -->           start it; it must answer there, goes on beside the rest, ends by Ctrl-C
    <!-- run: docker -->              run it where a Docker engine is
    <!-- not run: REASON -->          left out, with the reason said

and a block without one is an error. Usage: `python tests/repository/walkthrough.py [README …]`.
"""

import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
import venv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
READMES = ["README.md", *sorted(str(path.relative_to(ROOT)) for path in ROOT.glob("projects/*/README.md"))]
BLOCK = re.compile(
    r"(?:<!-- (?P<mark>(?:not )?run[^>]*?) -->\n+)?^```bash\n(?P<script>.*?)^```$", re.MULTILINE | re.DOTALL
)
STARTS_WITHIN = 300  # seconds: the first start may install everything
ENDS_WITHIN = 30  # seconds after Ctrl-C


class WalkthroughError(Exception):
    """A README promises what does not happen."""


@dataclass(frozen=True)
class Block:
    """One ```bash block: what to run, and the mark that says how (empty when it has none)."""

    mark: str
    script: str

    @property
    def url(self) -> str | None:
        return self.mark.partition("run: until ")[2] or None


def blocks(text: str) -> Iterator[Block]:
    for match in BLOCK.finditer(text):
        yield Block(match["mark"] or "", match["script"].strip())


def fresh_copy(folder: Path) -> Path:
    """Copy what git would clone, uncommitted changes included, so that nothing left over helps."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    for name in filter(None, listed.stdout.decode().split("\0")):
        if (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, folder / name)
    subprocess.run(["git", "init", "--quiet"], cwd=folder, check=True)
    return folder


def reader_environment(folder: Path) -> dict[str, str]:
    """The environment of a reader who has Python and pip: a virtual environment of its own, and no keys."""
    venv.create(folder, with_pip=True)
    kept = {name: value for name, value in os.environ.items() if not name.endswith(("_API_KEY", "_BASE_URL"))}
    for name in ("VIRTUAL_ENV", "UV_PROJECT_ENVIRONMENT", "PYTHONDONTWRITEBYTECODE"):
        kept.pop(name, None)
    return {**kept, "PATH": f"{folder / 'bin'}{os.pathsep}{kept['PATH']}"}


@dataclass
class Background:
    """A command that goes on beside the next ones."""

    script: str
    process: subprocess.Popen[bytes]

    def wait_for(self, url: str) -> None:
        deadline = time.monotonic() + STARTS_WITHIN
        while not answers(url):
            if self.process.poll() is not None:
                raise WalkthroughError(
                    f"ended with {self.process.returncode} before {url} answered: {self.script}"
                )
            if time.monotonic() > deadline:
                raise WalkthroughError(f"{url} did not answer within {STARTS_WITHIN} s: {self.script}")
            time.sleep(0.2)

    def stop(self) -> None:
        os.killpg(self.process.pid, signal.SIGINT)
        try:
            self.process.wait(ENDS_WITHIN)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            raise WalkthroughError(f"did not end within {ENDS_WITHIN} s of Ctrl-C: {self.script}") from None


def answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=2):
            return True
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False


def start(script: str, folder: Path, environment: dict[str, str]) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        ["bash", "-euo", "pipefail", "-c", script], cwd=folder, env=environment, start_new_session=True
    )


def run(block: Block, folder: Path, environment: dict[str, str], running: list[Background]) -> str:
    """Run one block and return what was done with it, in a word."""
    if not block.mark:
        raise WalkthroughError(f"a block does not say whether it is run: {block.script}")
    if block.mark.startswith("not run"):
        return block.mark
    if block.mark == "run: docker" and not has_docker():
        return "NOT RUN: no Docker engine"
    if block.url and answers(block.url):
        raise WalkthroughError(f"something else already answers at {block.url}, before {block.script}")
    process = start(block.script, folder, environment)
    if block.url:
        running.append(Background(block.script, process))
        running[-1].wait_for(block.url)
        return f"answers at {block.url}"
    if process.wait() != 0:
        raise WalkthroughError(f"exit code {process.returncode}: {block.script}")
    return "ok"


def has_docker() -> bool:
    return subprocess.run(["docker", "info"], capture_output=True, check=False).returncode == 0


def walk(readme: str, copy: Path, environment: dict[str, str]) -> int:
    """Run one README from top to bottom and return how many blocks were run."""
    done = 0
    running: list[Background] = []
    try:
        for block in blocks((copy / readme).read_text()):
            print(f"\n▶ {readme}: {block.script}", flush=True)
            began = time.monotonic()
            outcome = run(block, (copy / readme).parent, environment, running)
            print(f"  {outcome} ({time.monotonic() - began:.0f} s)", flush=True)
            done += "run" not in outcome.lower()
    finally:
        for background in reversed(running):
            background.stop()
    return done


def main(readmes: list[str]) -> int:
    with tempfile.TemporaryDirectory(prefix="readme-") as name:
        copy = fresh_copy(Path(name, "course"))
        environment = reader_environment(Path(name, "python"))
        try:
            done = sum(walk(readme, copy, environment) for readme in readmes)
        except WalkthroughError as error:
            print(f"\nREADME: {error}", file=sys.stderr)
            return 1
    print(f"\n{done} passed, 0 failed: blocks of {len(readmes)} READMEs")
    return 0 if done else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:] or READMES))
