"""What a stage is told by `course run`: its `.env`, and the simulator for every provider without a key.

Nothing that a shell exported under a provider's name gets through, so that no key is used by accident.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from dotenv import dotenv_values

from course import repository
from course.provider import PREFIXES
from course.stage import Stage
from course.usage import WrongUsage

NAMES = {"anthropic": "Anthropic", "openai": "OpenAI", "openrouter": "OpenRouter"}
SIMULATOR_KEY = "sk-sim-course-run"
# What programs need from whoever starts them; a proxy only when something beyond this machine is asked.
PASSED_ON = (
    "HOME",
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
PROXIES = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY")


@dataclass(frozen=True)
class Settings:
    """The `.env` of the stage over that of the repository."""

    file: Path
    values: Mapping[str, str]

    @property
    def real(self) -> list[str]:
        """The vendors that have a key of their own."""
        return [vendor for vendor in PREFIXES if self._is_real(vendor)]

    def _is_real(self, vendor: str) -> bool:
        key = self.values.get(f"{vendor.upper()}_API_KEY", "")
        return bool(key) and not key.startswith("sk-sim-")

    def environment(self, simulator: str | None, scratch: Path) -> dict[str, str]:
        """Return what the stage gets; `simulator` is the data URL."""
        env = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
        env |= {"LOG_FORMAT": "console", "PYTHONUNBUFFERED": "1", "ANTHROPIC_CONFIG_DIR": str(scratch)}
        env |= _proxies() if self.real else {}
        env |= self.values
        for vendor, prefix in PREFIXES.items():
            if vendor not in self.real:
                env[f"{vendor.upper()}_API_KEY"] = SIMULATOR_KEY if simulator else ""
                env[f"{vendor.upper()}_BASE_URL"] = simulator + prefix if simulator else ""
        return env

    def port(self, stage: Stage, wanted: int | None) -> int:
        """Return where to listen: as asked, as the `.env` says, or at 800N."""
        said = self.values.get("PORT") or str(8000 + stage.number)
        if wanted is None and not said.isdecimal():
            raise WrongUsage(f"{self.file}: PORT is not a number")
        return int(said) if wanted is None else wanted


def read_settings(stage: Stage) -> Settings:
    """Read the `.env` files, if there are any."""
    own = stage.folder / ".env"
    both = dotenv_values(repository.root() / ".env") | dotenv_values(own)
    return Settings(own, {name: value for name, value in both.items() if value})


def _proxies() -> dict[str, str]:
    """Return the proxies of this machine, which the simulator is not asked through."""
    found = {name: os.environ.get(name) or os.environ.get(name.lower(), "") for name in PROXIES}
    around = os.environ.get("NO_PROXY") or os.environ.get("no_proxy", "")
    found = {name: value for name, value in found.items() if value}
    return {**found, "NO_PROXY": ",".join(filter(None, [around, "127.0.0.1", "localhost"]))} if found else {}
