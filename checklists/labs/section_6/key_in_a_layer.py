"""The wrong way: a key in the Dockerfile. Whoever has the image has the key, in every layer's history.

Run it: course lab key_in_a_layer
Mend it: hand it over when the container starts: `-e API_KEY`, `--env-file`, or compose's `env_file`.
"""

import subprocess

KEY = "sk-not-a-real-key"
DOCKERFILE = f"""
FROM python:3.13-slim
ENV API_KEY={KEY}
CMD ["sh", "-c", "echo the app has a key of ${{#API_KEY}} characters"]
"""


def docker(*words: str, stdin: str = "") -> str:
    done = subprocess.run(["docker", *words], input=stdin, check=True, capture_output=True, text=True)
    return done.stdout.strip()


def main() -> None:
    image = docker("build", "--quiet", "-", stdin=DOCKERFILE)
    print(docker("run", "--rm", image))
    described = docker("image", "inspect", image) + docker("history", "--no-trunc", image)
    print("the image holds the key:", KEY in described)


if __name__ == "__main__":
    main()
