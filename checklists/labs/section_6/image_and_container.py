"""An image is a file that nobody changes; each container that runs it has a writable layer of its own.

Run it: course lab T6.1.1-01
Break it: let both names stand for one container, and the note of the first is seen by the second.
"""

import subprocess


def docker(*words: str, stdin: str = "") -> str:
    done = subprocess.run(["docker", *words], input=stdin, check=True, capture_output=True, text=True)
    return done.stdout.strip()


def start() -> str:
    return docker("run", "--detach", "python:3.13-slim", "sleep", "60")


def has_note(container: str) -> bool:
    return "note" in docker("exec", container, "ls", "/tmp").split()  # noqa: S108 - in the container


def main() -> None:
    before = docker("image", "inspect", "--format", "{{.Id}}", "python:3.13-slim")
    first, second = start(), start()
    try:
        docker("exec", first, "touch", "/tmp/note")  # noqa: S108 - in the container
        print(f"the first container has a note: {has_note(first)}")
        print(f"the second container has a note: {has_note(second)}")
        print("changed in the first:", docker("diff", first).splitlines()[-1])
    finally:
        docker("rm", "--force", *{first, second})
    after = docker("image", "inspect", "--format", "{{.Id}}", "python:3.13-slim")
    print(f"the image is the same: {before == after}")


if __name__ == "__main__":
    main()
