"""A simulator in a process of its own, and a small client for its control port."""

import os
import signal
import subprocess
import sys
from dataclasses import dataclass, field
from typing import Any

import httpx2
import pytest

KEY = "sk-sim-tests"
HEADERS = {
    "anthropic": {"x-api-key": KEY, "anthropic-version": "2026-10-21"},
    "openai": {"authorization": f"Bearer {KEY}"},
    "openrouter": {"authorization": f"Bearer {KEY}"},
}


@dataclass
class Simulator:
    """Where the simulator is, and what its control port can do."""

    data_url: str
    control_url: str
    process: subprocess.Popen[str]
    client: httpx2.Client = field(default_factory=lambda: httpx2.Client(timeout=20, trust_env=False))

    def control(self, method: str, path: str, **more: Any) -> httpx2.Response:
        return self.client.request(method, self.control_url + path, **more)

    def reset(self) -> None:
        assert self.control("POST", "/reset").status_code == 204

    def script(self, *rules: dict[str, Any]) -> None:
        reply = self.control("PUT", "/script", json={"rules": list(rules)})
        assert reply.status_code == 204, reply.text

    def fault(self, kind: str, **parameters: Any) -> None:
        """Let every completion meet this fault."""
        self.script({"fault": {"kind": kind, **parameters}})

    def journal(self, **query: Any) -> list[dict[str, Any]]:
        return self.control("GET", "/journal", params=query).raise_for_status().json()["requests"]

    def wait(self, requests: int, timeout: float = 10) -> list[dict[str, Any]]:
        query = {"requests": requests, "timeout": timeout}
        return self.control("GET", "/journal/wait", params=query).raise_for_status().json()["requests"]

    def entry(self, id_: int = 1, until: str = "ended", timeout: float = 10) -> dict[str, Any]:
        query = {"until": until, "timeout": timeout}
        return self.control("GET", f"/journal/{id_}", params=query).raise_for_status().json()

    def last(self, until: str = "ended") -> dict[str, Any]:
        return self.entry(self.journal()[-1]["id"], until)

    def release(self, **body: Any) -> int:
        return self.control("POST", "/gates/release", json=body).raise_for_status().json()["waiting"]

    def end(self, sign: signal.Signals = signal.SIGTERM) -> tuple[str, str]:
        """Tell it to end; give what it had printed since its ready line."""
        self.client.close()
        self.process.send_signal(sign)
        return self.process.communicate(timeout=10)


def command(*options: str) -> list[str]:
    return [sys.executable, "-m", "provider_simulator", *options]


def start(*options: str) -> Simulator:
    """Start a simulator on free ports and wait for its ready line."""
    process = subprocess.Popen(
        command("--port", "0", "--control-port", "0", *options),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"},
    )
    assert process.stdout is not None
    words = process.stdout.readline().split()
    if words[:3] != ["provider", "simulator:", "data"]:
        pytest.fail(f"no ready line but {words} and {process.communicate(timeout=10)[1]}")
    return Simulator(words[3], words[5], process)
