"""`-e NAME` hands a variable to a container when it starts; the image never holds it.

Run it: course lab T6.1.3-04
Break it: write the key into the Dockerfile, as `key_in_a_layer.py` does, and read it from the image.
"""

import os
import subprocess

DOCKERFILE = """
FROM python:3.13-slim
CMD ["sh", "-c", "echo the app has a key of ${#API_KEY} characters"]
"""
KEY = "sk-not-a-real-key"


def docker(*words: str, stdin: str = "", **variables: str) -> str:
    env = os.environ | variables
    done = subprocess.run(
        ["docker", *words], input=stdin, env=env, check=True, capture_output=True, text=True
    )
    return done.stdout.strip()


def main() -> None:
    image = docker("build", "--quiet", "-", stdin=DOCKERFILE)
    # Without a value, `-e` takes it from the environment of this command: it stands in no shell history.
    print(docker("run", "--rm", "-e", "API_KEY", image, API_KEY=KEY))
    described = docker("image", "inspect", image) + docker("history", "--no-trunc", image)
    print("the image holds the key:", KEY in described)


if __name__ == "__main__":
    main()
