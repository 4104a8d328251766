"""What a parameter means depends on the model: gpt-5 and later refuse `max_tokens` and `temperature`.

Run it: course lab T3.2.2-03
Break it: give gpt-5.5 the parameters of gpt-4.1-mini.
"""

from typing import Any

from openai import BadRequestError, OpenAI

COUNT: list[Any] = [{"role": "user", "content": "Count to 50."}]


def main() -> None:
    with OpenAI() as client:
        for model, parameters in (
            ("gpt-4.1-mini", {"max_tokens": 8, "temperature": 0.2, "top_p": 0.9}),
            ("gpt-5.5", {"max_completion_tokens": 8}),
            ("gpt-5.5", {"max_tokens": 8}),
            ("gpt-5.5", {"temperature": 0.2}),
        ):
            try:
                choice = client.chat.completions.create(model=model, messages=COUNT, **parameters).choices[0]
                print(f"{model} {parameters}: {choice.finish_reason}, {choice.message.content!r}")
            except BadRequestError as error:
                print(f"{model} {parameters}: {error.status_code} {error.code}, param {error.param}")


if __name__ == "__main__":
    main()
