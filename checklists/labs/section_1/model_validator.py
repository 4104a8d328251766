"""A `model_validator` sees all fields: for rules between them, such as a beginning before an end.

Run it: course lab T1.3.2-03
Break it: check `begin` against `end` in a field_validator of `begin`: `end` is not there yet.
"""

from datetime import date
from typing import Self

from pydantic import BaseModel, ValidationError, model_validator


class Stay(BaseModel):
    begin: date
    end: date

    @model_validator(mode="after")
    def in_order(self) -> Self:
        """Runs when each field is valid by itself."""
        if self.end <= self.begin:
            raise ValueError("a stay ends after it begins")
        return self


def tried(begin: str, end: str) -> str:
    try:
        stay = Stay.model_validate({"begin": begin, "end": end})
    except ValidationError as error:
        return f"refused: {error.errors()[0]['msg']} {error.errors()[0]['loc']}"
    return f"{(stay.end - stay.begin).days} nights"


def main() -> None:
    print(tried("2026-11-28", "2026-12-01"))
    print(tried("2026-12-01", "2026-11-28"))
    print(tried("soon", "2026-11-28"))


if __name__ == "__main__":
    main()
