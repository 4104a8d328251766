"""The key comes from OPENAI_API_KEY; without one there is no client: make it when the service starts.

Run it: course lab T3.2.1-02
Break it: give a key that is no simulator key, `OpenAI(api_key="nonsense")`: 401, and only at the first call.
"""

import os

from openai import AuthenticationError, OpenAI, OpenAIError

from course.labs.kit import provider, show


def main() -> None:
    with OpenAI() as client:
        client.chat.completions.create(model="gpt-4.1-mini", messages=[{"role": "user", "content": "Hello"}])
    show(provider().requests()[0], "authorization", "user-agent")

    with OpenAI(api_key="nonsense") as client:
        try:
            client.models.list()
        except AuthenticationError as error:
            print(f"a wrong key: {error.status_code} {error.code}, found out at the call")

    del os.environ["OPENAI_API_KEY"]
    try:
        OpenAI()
    except OpenAIError as error:
        print(f"no key: {type(error).__name__} at once: {str(error).splitlines()[0]}")


if __name__ == "__main__":
    main()
