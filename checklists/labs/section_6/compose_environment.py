"""`environment` wins over `env_file`; `${NAME:-default}` is filled in from the shell that runs compose.

Run it: course lab T6.2.1-03
Break it: name MODEL under `environment` without a value, and set it in your shell. Who wins now?
"""

import secrets
import subprocess
import tempfile
from pathlib import Path

SERVICES = """
services:
  api:
    image: python:3.13-slim
    command: sh -c 'echo model=$$MODEL level=$$LOG_LEVEL region=$$REGION'
    env_file: ENV_FILE
    environment:
      MODEL: from-environment
      REGION: ${LAB_REGION:-from-the-default}
"""
PROJECT = f"lab-{secrets.token_hex(4)}"


def compose(*words: str, env_file: Path | str = "/dev/null") -> str:
    command = ["docker", "compose", "--project-name", PROJECT, "--file", "-", *words]
    services = SERVICES.replace("ENV_FILE", str(env_file))
    done = subprocess.run(command, input=services, check=False, capture_output=True, text=True)
    return done.stdout.strip()


def main() -> None:
    try:
        with tempfile.TemporaryDirectory() as name:
            env_file = Path(name) / "service.env"
            env_file.write_text("MODEL=from-the-file\nLOG_LEVEL=debug\n")
            print(compose("run", "--rm", "api", env_file=env_file))
    finally:
        compose("down", "--volumes", "--timeout", "1")


if __name__ == "__main__":
    main()
