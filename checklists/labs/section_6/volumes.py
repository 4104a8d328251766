"""What a container writes goes with it; what it writes into a volume stays for the next one.

Run it: course lab T6.1.3-05
Break it: leave `-v` out, and the second container knows nothing of the first.
"""

import secrets
import subprocess

VOLUME = f"lab-{secrets.token_hex(4)}"


def docker(*words: str, stdin: str = "") -> str:
    done = subprocess.run(["docker", *words], input=stdin, check=True, capture_output=True, text=True)
    return done.stdout.strip()


def in_a_new_container(command: str) -> str:
    return docker("run", "--rm", "-v", f"{VOLUME}:/data", "python:3.13-slim", "sh", "-c", command)


def main() -> None:
    docker("volume", "create", VOLUME)
    try:
        in_a_new_container("mkdir -p /data && echo 'remember me' > /data/note")
        print("a new container finds:", in_a_new_container("cat /data/note 2>/dev/null || echo nothing"))
    finally:
        docker("volume", "rm", VOLUME)


if __name__ == "__main__":
    main()
