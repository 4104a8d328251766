"""ENTRYPOINT is the program, CMD its default arguments: what stands after the image's name replaces CMD.

Run it: course lab T6.1.2-05
Break it: write ENTRYPOINT without brackets. A shell runs it, and takes neither CMD nor your arguments along.
"""

import subprocess

DOCKERFILE = """
FROM python:3.13-slim
ENTRYPOINT ["echo", "hello"]
CMD ["world"]
"""


def docker(*words: str, stdin: str = "") -> str:
    done = subprocess.run(["docker", *words], input=stdin, check=True, capture_output=True, text=True)
    return done.stdout.strip()


def main() -> None:
    image = docker("build", "--quiet", "-", stdin=DOCKERFILE)
    print(docker("run", "--rm", image))
    print(docker("run", "--rm", image, "Ada"))
    print(docker("run", "--rm", "--entrypoint", "python", image, "--version").partition(" ")[0])


if __name__ == "__main__":
    main()
