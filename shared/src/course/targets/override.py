"""The compose file that checks lay over the stage's own: host ports, keys and users, and nothing else."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from course.provider import PREFIXES
from course.usage import WrongUsage

FILES = ("docker-compose.yml", "docker-compose.yaml", "compose.yaml", "compose.yml")
APP, PROVIDER = "api", "provider"
CONTROL_PORT = 9101
USERS = Path("/course")  # in the app's container
DATA_URL = f"http://{PROVIDER}:9100"


class _Instead(list[object]):
    """A list that replaces the one in the stage's file, instead of adding to it."""


class _Dumper(yaml.SafeDumper):
    """Knows compose's tag for that."""


_Dumper.add_representer(_Instead, lambda dumper, value: dumper.represent_sequence("!override", list(value)))


@dataclass(frozen=True)
class Override:
    """What is replaced in a stage's services."""

    services: dict[str, Any]
    project: str
    key: str
    app_port: int
    control_port: int
    settings: Mapping[str, str]
    users: Path | None  # the folder of the users' file, on this machine

    def text(self) -> str:
        services = {name: self._service(name, service or {}) for name, service in self.services.items()}
        return yaml.dump({"services": services}, Dumper=_Dumper, sort_keys=False)

    def _service(self, name: str, service: dict[str, Any]) -> dict[str, Any]:
        found: dict[str, Any] = {"ports": _Instead(self._ports(name, service))}
        if "build" in service:
            found["image"] = self.image(name)  # the learner's own tags stay as they are
        if "env_file" in service:
            found["env_file"] = _Instead(_env_files(service["env_file"]))
        if name == APP:
            found["environment"] = self._environment()
            found |= {"volumes": [f"{self.users}:{USERS}:ro"]} if self.users else {}
        if name == PROVIDER:
            found["command"] = _Instead()  # as fast as it can; what a person watches is paced
        return found

    def image(self, name: str) -> str:
        return f"{self.project}-{name}"

    def _ports(self, name: str, service: dict[str, Any]) -> list[str]:
        if name == PROVIDER:
            return [f"127.0.0.1:{self.control_port}:{CONTROL_PORT}"]
        inside = container_port(service)
        return [f"127.0.0.1:{self.app_port}:{inside}"] if name == APP and inside else []

    def _environment(self) -> dict[str, str]:
        found = {"LOG_FORMAT": "json", **self.settings}
        if PROVIDER in self.services:
            for vendor, prefix in PREFIXES.items():
                found |= {
                    f"{vendor.upper()}_API_KEY": self.key,
                    f"{vendor.upper()}_BASE_URL": DATA_URL + prefix,
                }
        return found


def container_port(service: dict[str, Any]) -> str:
    """Return the container's side of the first port that a service publishes or exposes, or nothing."""
    for port in service.get("ports") or service.get("expose") or []:
        if isinstance(port, dict):
            return str(port.get("target", ""))
        return str(port).rpartition(":")[2].partition("/")[0]
    return ""


def _env_files(listed: Any) -> list[object]:  # noqa: ANN401 - YAML: a name, or a list of names and objects
    """Return a service's env files without `.env`, which is the learner's own."""
    entries = [listed] if isinstance(listed, str) else list(listed)
    paths = [entry.get("path", "") if isinstance(entry, dict) else entry for entry in entries]
    return [entry for entry, path in zip(entries, paths, strict=True) if Path(path).name != ".env"]


def compose_file(folder: Path) -> Path:
    found = next((folder / name for name in FILES if (folder / name).is_file()), None)
    if found is None:
        raise WrongUsage(f"--target compose: there is no {FILES[0]} in {folder}")
    return found


def services_of(file: Path) -> dict[str, Any]:
    try:
        services = yaml.safe_load(file.read_text(encoding="utf-8"))["services"]
    except (yaml.YAMLError, TypeError, KeyError, UnicodeDecodeError) as error:
        raise WrongUsage(f"{file}: no services: {error}") from None
    if APP not in services:
        raise WrongUsage(f"{file}: there is no service {APP}")
    return {name: service or {} for name, service in services.items()}
