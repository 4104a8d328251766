"""`docker run` makes a container, runs its one program, and ends when that ends, with its exit code.

Run it: course lab T6.1.3-02
Break it: drop `--rm`, and the ended container stays, with its log and its files, until somebody removes it.
"""

import secrets
import subprocess

NAME = f"lab-{secrets.token_hex(4)}"


def docker(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["docker", *words], check=False, capture_output=True, text=True)


def main() -> None:
    done = docker(
        "run", "--rm", "--name", NAME, "python:3.13-slim", "python", "-c", "print('at work'); exit(3)"
    )
    try:
        print("it said:", done.stdout.strip())
        print("exit code:", done.returncode)
        left = docker("ps", "--all", "--filter", f"name={NAME}", "--format", "{{.Names}}").stdout.strip()
        print("left behind:", "the container" if left else "nothing")
    finally:
        docker("rm", "--force", NAME)


if __name__ == "__main__":
    main()
