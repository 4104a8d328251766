"""Write the table of wire formats in README.md from what this stage really sends, and gets, in a run.

    python wire_formats.py           write it
    python wire_formats.py --check   only say whether it is as it should be

Runs against a provider simulator that it starts (`python -m provider_simulator`): needs the course's environment.
"""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.request import urlopen

from fastapi.testclient import TestClient

from app.main import create_app
from app.settings import Settings

README = Path(__file__).with_name("README.md")
BLOCK = re.compile(r"(<!-- wire formats: .*? -->\n).*?(<!-- /wire formats -->)", re.DOTALL)
MODELS = (
    "anthropic/claude-haiku-4-5",
    "openai/gpt-4.1-mini",
    "openrouter/meta-llama/llama-3.3-70b-instruct",
)
PREFIXES = {"anthropic": "/anthropic", "openai": "/openai/v1", "openrouter": "/openrouter/api/v1"}
QUESTION = {"message": "What is FastAPI?", "system": "Be brief.", "max_tokens": 50, "temperature": 0.5}
HEADERS = ("authorization", "x-api-key", "anthropic-version", "user-agent")
DIFFERENT_EACH_TIME = {"id", "created", "system_fingerprint"}


@contextmanager
def simulator() -> Iterator[tuple[str, str]]:
    """Yield the addresses of a simulator's data and control ports."""
    command = [
        sys.executable,
        "-m",
        "provider_simulator",
        "--port",
        "0",
        "--control-port",
        "0",
        "--seed",
        "3",
    ]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            data, control = re.findall(r"http://\S+", process.stdout.readline() if process.stdout else "")
            yield data, control
        finally:
            process.terminate()


def exchanges() -> list[dict[str, Any]]:
    """Ask each model the same question, and return what the providers saw and said."""
    with simulator() as (data, control):
        settings: dict[str, Any] = {"log_level": "error"}
        for provider, prefix in PREFIXES.items():
            settings |= {f"{provider}_api_key": "sk-sim-wire", f"{provider}_base_url": data + prefix}
        with TestClient(create_app(Settings(**settings))) as client:
            for model in MODELS:
                client.post("/v1/chat", json={**QUESTION, "model": model}).raise_for_status()
        with urlopen(f"{control}/journal") as journal:  # noqa: S310 - the simulator's own address
            found: list[dict[str, Any]] = json.load(journal)["requests"]
    return found


def table(entries: list[dict[str, Any]]) -> str:
    """Return one column for each provider, one row for each header and field."""
    answers = [json.loads("".join(entry["frames"])) for entry in entries]
    rows = [
        ["", *(entry["vendor"] for entry in entries)],
        ["---"] * (len(entries) + 1),
        [
            "**sent to**",
            *(f"`POST {entry['path'].removeprefix('/' + entry['vendor'])}`" for entry in entries),
        ],
        *(row(name, [entry["headers"] for entry in entries]) for name in HEADERS),
        ["**request**", *("" for _ in entries)],
        *(
            row(name, [entry["body"] for entry in entries])
            for name in names(entry["body"] for entry in entries)
        ),
        ["**answer**", *("" for _ in entries)],
        *(row(name, answers) for name in names(answers)),
    ]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in rows)


def names(objects: Any) -> list[str]:  # noqa: ANN401 - an iterable of JSON objects
    """Return all their fields, each once, in the order of their first appearance."""
    return list(dict.fromkeys(name for each in objects for name in each))


def row(name: str, objects: list[dict[str, Any]]) -> list[str]:
    return [f"`{name}`", *(cell(name, each[name]) if name in each else "" for each in objects)]


def cell(name: str, value: object) -> str:
    if name in DIFFERENT_EACH_TIME:
        return "…"
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return f"`{text}`".replace("|", r"\|")


def main() -> int:
    """Write the block, or with `--check` compare it; return the exit code."""
    old = README.read_text(encoding="utf-8")
    block = table(exchanges())
    new = BLOCK.sub(lambda match: f"{match[1]}\n{block}\n\n{match[2]}", old)
    if new == old:
        return 0
    if "--check" in sys.argv[1:]:
        sys.stderr.write(
            f"{README.name}: the wire formats are not those of a run; write them with: {__file__}\n"
        )
        return 1
    README.write_text(new, encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
