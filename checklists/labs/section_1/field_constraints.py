"""`Field` sets limits: for numbers, lengths, the shape of a text. All violations are reported at once.

Run it: course lab T1.3.2-01
Break it: drop `le=100`. The model now believes in 150 per cent, and nobody is told.
"""

from pydantic import BaseModel, Field, ValidationError


class Rating(BaseModel):
    percent: int = Field(ge=0, le=100)
    comment: str = Field(min_length=1, max_length=20)
    code: str = Field(pattern=r"^[A-Z]{2}-\d{3}$")


def problems(**fields: object) -> dict[str, str]:
    """Return what is wrong, by field."""
    try:
        Rating.model_validate(fields)
    except ValidationError as error:
        return {str(one["loc"][0]): one["type"] for one in error.errors()}
    return {}


def main() -> None:
    print(problems(percent=100, comment="fine", code="AB-123"))
    print(problems(percent=150, comment="", code="ab-1234"))
    print(problems(percent=-1, comment="x" * 21, code="AB-12"))


if __name__ == "__main__":
    main()
