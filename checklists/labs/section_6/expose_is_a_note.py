"""EXPOSE writes a port into the image's description; only `-p` or `-P` makes it reachable from outside.

Run it: course lab T6.1.2-04
Break it: drop EXPOSE. What does `--publish-all` publish now?
"""

import subprocess

DOCKERFILE = """
FROM python:3.13-slim
EXPOSE 8000
CMD ["python", "-m", "http.server", "8000"]
"""


def docker(*words: str, stdin: str = "") -> str:
    done = subprocess.run(["docker", *words], input=stdin, check=True, capture_output=True, text=True)
    return done.stdout.strip()


def published(image: str, *options: str) -> str:
    container = docker("run", "--detach", *options, image)
    try:
        return docker("port", container)
    finally:
        docker("rm", "--force", container)


def main() -> None:
    image = docker("build", "--quiet", "-", stdin=DOCKERFILE)
    print("exposed:", docker("image", "inspect", "--format", "{{json .Config.ExposedPorts}}", image))
    print("published by run:", published(image) or "nothing")
    print(
        "published by run --publish-all:",
        "8000/tcp" if "8000/tcp ->" in published(image, "--publish-all") else "nothing",
    )


if __name__ == "__main__":
    main()
