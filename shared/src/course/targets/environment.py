"""The environment of an app under check: nothing of this machine's but what a program needs to run."""

import os
import sys
from pathlib import Path

from dotenv import dotenv_values

# Set, if only to nothing, so that a learner's own .env cannot say something else.
SILENCED = ("REDIS_URL", "DATABASE_URL", "JWT_SECRET", "LOG_LEVEL")
# What a system's programs need from whoever starts them.
PASSED_ON = (
    "LANG",
    "LC_ALL",
    "TZ",
    "SYSTEMROOT",
    "TMPDIR",
    "TEMP",
    "TMP",
    "LD_LIBRARY_PATH",
    "SSL_CERT_FILE",
)


def clean_environment(path: str, home: Path, folder: Path) -> dict[str, str]:
    """Return the variables that every app gets; what the `.env` of its folder sets is set to nothing."""
    env = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
    env |= {"PATH": path, "HOME": str(home), "LOG_FORMAT": "json", "PYTHONUNBUFFERED": "1"}
    return dict.fromkeys([*SILENCED, *dotenv_values(folder / ".env", interpolate=False)], "") | env


def own_environment(folder: Path, venv: Path | None) -> Path | None:
    """Return the environment given for an app, or the one in its folder."""
    inside = folder / ".venv"
    return venv.absolute() if venv else inside if inside.is_dir() else None


def search_path(folder: Path, venv: Path | None) -> str:
    """Return PATH with the app's environment first: the one given, the folder's, or this one."""
    venv = own_environment(folder, venv)
    programs = "Scripts" if os.name == "nt" else "bin"
    first = venv / programs if venv else Path(sys.executable).parent
    return os.pathsep.join([str(first), os.environ.get("PATH", os.defpath)])
