"""A key that was committed once and deleted is still there: every clone has it, and one command finds it.

Run it: course lab T5.1.3-01
Break it: amend the first commit and make no second: `git log` finds nothing, and `git log -g` still does.
"""

import os
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory

KEY = "sk-" + "sim-" + "4f1d9c"  # in pieces, so that no scanner takes this file for a leak


def git(folder: Path, *words: str) -> str:
    me = ("-c", "user.name=ada", "-c", "user.email=ada@example.com", "-c", "commit.gpgsign=false")
    command = ["git", "-C", str(folder), *me, *words]
    # Inside a git hook, GIT_DIR and its like would send us to the repository that the hook belongs to.
    clean = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    done = subprocess.run(command, check=True, capture_output=True, text=True, env=clean)  # noqa: S603 - ours
    return done.stdout


def commit(folder: Path, source: str, message: str) -> None:
    (folder / "settings.py").write_text(source, encoding="utf-8")
    git(folder, "add", "settings.py")
    git(folder, "commit", "-q", "-m", message)


def commits_with(folder: Path, text: str) -> list[str]:
    """Return the messages of the commits that brought this text or took it away."""
    return git(folder, "log", "--format=%s", "-S", text).splitlines()


def main() -> None:
    with TemporaryDirectory() as name:
        folder = Path(name)
        git(folder, "init", "-q")
        commit(folder, f'API_KEY = "{KEY}"\n', "Call the model")
        commit(folder, 'import os\n\nAPI_KEY = os.environ["API_KEY"]\n', "Remove the key")
        print(f"in the file: {KEY in (folder / 'settings.py').read_text(encoding='utf-8')}")
        print(f"in the history: {commits_with(folder, KEY)}")


if __name__ == "__main__":
    main()
