"""`HTTP-Referer` and `X-Title` name your app in OpenRouter's rankings; the answer is the same without them.

Run it: course lab T3.4.1-03
Break it: leave `default_headers` out: still an answer, but nobody knows whose app asked.
"""

import os

from openai import OpenAI

from course.labs.kit import provider, show

APP = {"HTTP-Referer": "https://tutor.example", "X-Title": "The tutor"}


def main() -> None:
    url, key = os.environ["OPENROUTER_BASE_URL"], os.environ["OPENROUTER_API_KEY"]
    for headers in (APP, None):
        with OpenAI(base_url=url, api_key=key, default_headers=headers) as client:
            answer = client.chat.completions.create(
                model="deepseek/deepseek-v3.2", messages=[{"role": "user", "content": "Hello"}]
            )
            print(answer.choices[0].finish_reason)
        show(provider().requests()[-1], "http-referer", "x-title")


if __name__ == "__main__":
    main()
