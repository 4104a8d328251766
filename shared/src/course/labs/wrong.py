"""The wrong versions of the labs (`tests/mutants/section_N.yaml`), each caught by the tests of its boxes."""

from functools import cache
from pathlib import Path
from typing import Annotated, Self

import yaml
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError, model_validator

from course import repository
from course.catalog import CatalogError


class WrongLab(BaseModel):
    """One edit of a lab, or another lab in its place, and the boxes whose tests must fail with it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
    lab: str
    replace: str = ""
    with_: Annotated[str, Field(alias="with")] = ""
    twin: str = ""
    kills: Annotated[frozenset[str], Field(min_length=1)]
    raises: str = ""  # the exception's name, where the failure is no failed assertion

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        if bool(self.replace) == bool(self.twin):
            raise ValueError("needs either `replace` and `with`, or `twin`")
        return self

    @property
    def path(self) -> Path:
        return _folder() / (self.twin or self.lab)

    @property
    def text(self) -> str:
        """The wrong text; what is to be replaced must be there, and only once."""
        if not self.path.is_file():
            raise CatalogError(f"wrong lab {self.name}: there is no file {self.twin or self.lab}")
        text = self.path.read_text(encoding="utf-8")
        if self.twin:
            return text
        if (count := text.count(self.replace)) != 1:
            raise CatalogError(f"wrong lab {self.name}: its text is {count} times in {self.lab}, not once")
        if self.replace == self.with_:
            raise CatalogError(f"wrong lab {self.name}: changes nothing")
        return text.replace(self.replace, self.with_)


def _folder() -> Path:
    return repository.root() / "checklists" / "labs"


def load(section: int) -> tuple[WrongLab, ...]:
    """Read a section's wrong labs."""
    path = repository.root() / "tests" / "mutants" / f"section_{section}.yaml"
    return _load_file(path) if path.is_file() else ()


@cache
def _load_file(path: Path) -> tuple[WrongLab, ...]:
    try:
        read = yaml.safe_load(path.read_text(encoding="utf-8")) or []
        return TypeAdapter(tuple[WrongLab, ...]).validate_python(read)
    except yaml.YAMLError as error:
        raise CatalogError(f"{path.name}: not YAML: {error}") from error
    except ValidationError as error:
        wrong = (f"{'.'.join(map(str, m['loc']))}: {m['msg']}" for m in error.errors())
        raise CatalogError("\n".join(f"{path.name}: {mistake}" for mistake in wrong)) from error


def of(boxes: set[str]) -> list[WrongLab]:
    """Return the wrong labs that must fail one of these boxes."""
    numbers = {int(box[1:].split(".")[0]) for box in boxes}
    return [wrong for number in sorted(numbers) for wrong in load(number) if wrong.kills & boxes]
