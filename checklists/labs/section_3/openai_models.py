"""A model is a name that the provider knows today: ask for the list, and expect a 404 for a retired one.

Run it: course lab T3.2.2-02
Break it: put `gpt-4.1-mini` among the retired ones.
"""

from openai import NotFoundError, OpenAI


def main() -> None:
    with OpenAI() as client:
        print("on offer:", *sorted(model.id for model in client.models.list()))
        for retired in ("gpt-3.5-turbo", "gpt-4-turbo", "gpt-4"):
            try:
                client.chat.completions.create(model=retired, messages=[{"role": "user", "content": "Hello"}])
            except NotFoundError as error:
                print(f"{retired}: {error.status_code} {error.code}")


if __name__ == "__main__":
    main()
