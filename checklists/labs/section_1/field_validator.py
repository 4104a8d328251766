"""A `field_validator` is for what no limit can say: it gets a value, and returns it, changed if need be.

Run it: course lab T1.3.2-02
Break it: forget the `return`. Every title is None from then on, and nothing complains.
"""

from pydantic import BaseModel, ValidationError, field_validator


class Article(BaseModel):
    title: str
    tags: list[str] = []

    @field_validator("title")
    @classmethod
    def tidy(cls, title: str) -> str:
        """Runs after the type was checked, so it is a string here."""
        title = " ".join(title.split())
        if not title:
            raise ValueError("a title needs a word")
        return title

    @field_validator("tags", mode="before")
    @classmethod
    def split(cls, tags: object) -> object:
        """Runs before: what it returns is then checked against the type."""
        return tags.split(",") if isinstance(tags, str) else tags


def main() -> None:
    print(repr(Article.model_validate({"title": "  On   waiting ", "tags": "async,io"})))
    try:
        Article(title="   ")
    except ValidationError as error:
        print(f"refused: {error.errors()[0]['msg']}")


if __name__ == "__main__":
    main()
