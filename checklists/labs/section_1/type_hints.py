"""Type hints are the rules: pydantic converts what means the same, and refuses what does not.

Run it: course lab T1.3.1-02
Break it: `model_config = ConfigDict(strict=True)`. Now "3" is no number, as it is for JSON's own types.
"""

from datetime import date
from typing import Any, Literal

from pydantic import BaseModel, ValidationError


class Booking(BaseModel):
    seats: int
    day: date
    kind: Literal["window", "aisle"] = "aisle"


def tried(**fields: Any) -> str:  # noqa: ANN401 - whatever a client may send
    try:
        return repr(Booking.model_validate(fields))
    except ValidationError as error:
        return f"refused: {error.errors()[0]['loc'][0]}: {error.errors()[0]['msg']}"


def main() -> None:
    print(tried(seats="3", day="2026-11-28"))
    print(tried(seats=2.0, day="2026-11-28"))
    print(tried(seats=2.5, day="2026-11-28"))
    print(tried(seats=2, day="28.11.2026"))
    print(tried(seats=2, day="2026-11-28", kind="roof"))


if __name__ == "__main__":
    main()
