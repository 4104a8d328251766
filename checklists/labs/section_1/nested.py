"""A model may hold models: the JSON is checked down to the last level, and an error names the path to it.

Run it: course lab T1.3.3-01
Break it: declare `author: dict`. The misspelt key is accepted, and found at run time, by a user.
"""

from pydantic import BaseModel, ValidationError


class Address(BaseModel):
    city: str


class Author(BaseModel):
    name: str
    address: Address


class Book(BaseModel):
    title: str
    author: Author


def main() -> None:
    data = {"title": "Notes", "author": {"name": "Ada", "address": {"city": "London"}}}
    print(f"lives in {Book.model_validate(data).author.address.city}")
    wrong = {"title": "Notes", "author": {"name": "Ada", "address": {"town": "London"}}}
    try:
        Book.model_validate(wrong)
    except ValidationError as error:
        print(f"refused: {'.'.join(map(str, error.errors()[0]['loc']))}: {error.errors()[0]['msg']}")


if __name__ == "__main__":
    main()
