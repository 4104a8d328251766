"""A list of models: each element is checked, and the errors of all of them come with their places.

Run it: course lab T1.3.3-02
Break it: drop `min_length`. An order of nothing is then a valid order.
"""

from typing import Annotated

from pydantic import BaseModel, Field, ValidationError


class Line(BaseModel):
    dish: str
    portions: Annotated[int, Field(gt=0)]


class Order(BaseModel):
    lines: Annotated[list[Line], Field(min_length=1)]


def tried(*lines: dict[str, object]) -> str:
    try:
        order = Order.model_validate({"lines": lines})
    except ValidationError as error:
        return "refused: " + ", ".join(".".join(map(str, one["loc"])) for one in error.errors())
    return f"{sum(line.portions for line in order.lines)} portions"


def main() -> None:
    print(tried({"dish": "soup", "portions": 1}, {"dish": "tea", "portions": 2}))
    print(tried({"dish": "soup", "portions": 0}, {"dish": "tea", "portions": 2}, {"portions": 1}))
    print(tried())


if __name__ == "__main__":
    main()
