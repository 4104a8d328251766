"""The mutants: wrong versions of a stage, each of which must fail exactly the boxes it names."""

import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from course import catalog, repository
from course.catalog import AutoItem, CatalogError
from course.usage import WrongUsage, did_you_mean

LEFT_OUT = shutil.ignore_patterns(
    ".venv", ".env", ".runs", "__pycache__", "*_cache", "*.egg-info", "node_modules"
)
# What an image is built from, besides the stage's folder.
BUILD_CONTEXT = ("pyproject.toml", "uv.lock", ".dockerignore", "README.md", "shared")


class Mutant(BaseModel):
    """One edit of the reference and the boxes it must fail."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
    file: str
    replace: Annotated[str, Field(min_length=1)]
    with_: Annotated[str, Field(alias="with")]
    kills: Annotated[frozenset[str], Field(min_length=1)]
    target: Literal["process", "compose"] = "process"
    cold: bool = False  # changes what a library does as it is imported, so it must import its own

    def edited(self, folder: Path) -> str:
        """Return the file's wrong text; the text to replace must be there, and only once."""
        path = folder / self.file
        if not path.is_file():
            raise CatalogError(f"mutant {self.name}: there is no file {self.file}")
        text = path.read_text(encoding="utf-8")
        if (count := text.count(self.replace)) != 1:
            raise CatalogError(
                f"mutant {self.name}: the text to replace is {count} times in {self.file}, not once"
            )
        if self.replace == self.with_:
            raise CatalogError(f"mutant {self.name}: changes nothing")
        return text.replace(self.replace, self.with_)


def load(number: int) -> list[Mutant]:
    """Read the mutants of a stage."""
    path = repository.root() / "tests" / "mutants" / f"stage_{number}.yaml"
    if not path.is_file():
        raise WrongUsage(f"stage {number} has no mutants: there is no tests/mutants/{path.name}")
    try:
        found = TypeAdapter(list[Mutant]).validate_python(yaml.safe_load(path.read_text(encoding="utf-8")))
    except yaml.YAMLError as error:
        raise CatalogError(f"{path.name}: not YAML: {error}") from error
    except ValidationError as error:
        mistakes = (f"{'.'.join(map(str, m['loc']))}: {m['msg']}" for m in error.errors())
        raise CatalogError(
            "\n".join(f"tests/mutants/{path.name}: {mistake}" for mistake in mistakes)
        ) from error
    return found


def mistakes(number: int, mutants: Sequence[Mutant]) -> list[str]:
    """Return what is wrong with the mutants of a stage, without running any."""
    known = {item.id for item in catalog.items_for(number) if isinstance(item, AutoItem)}
    names = [mutant.name for mutant in mutants]
    found = [
        f"mutant {name}: the name is used twice" for name in sorted({n for n in names if names.count(n) > 1})
    ]
    for mutant in mutants:
        found += [
            f"mutant {mutant.name}: stage {number} proves no box {box}{did_you_mean(box, known)}"
            for box in sorted(mutant.kills - known)
        ]
        try:
            mutant.edited(repository.stage_folder(number))
        except CatalogError as error:
            found.append(str(error))
    return found


def not_killed_alone(number: int, mutants: Sequence[Mutant]) -> list[str]:
    """Return the stage's own boxes that no mutant is there to fail alone.

    A carried box may fail with one: it says the same of what the stage brings along.
    """
    own = [item.id for item in catalog.load_stage(number).items if isinstance(item, AutoItem)]
    killed = [mutant.kills & set(own) for mutant in mutants]
    return [box for box in own if {box} not in killed]


def chosen(mutants: Sequence[Mutant], names: Sequence[str]) -> list[Mutant]:
    """Return the mutants with these names, or all."""
    known = {mutant.name: mutant for mutant in mutants}
    for name in names:
        if name not in known:
            raise WrongUsage(f"there is no mutant {name}{did_you_mean(name, known)}")
    return [mutant for mutant in mutants if not names or mutant.name in names]


def copy_stage(number: int, folder: Path) -> Path:
    """Copy the stage as it is; return its folder."""
    stage = repository.stage_folder(number)
    copy = folder / stage.relative_to(repository.root())
    shutil.copytree(stage, copy, ignore=LEFT_OUT)
    return copy


def write_copy(mutant: Mutant, number: int, folder: Path) -> Path:
    """Copy the stage, where its images can be built too, with the edit made; return its folder."""
    root, stage = repository.root(), repository.stage_folder(number)
    copy = copy_stage(number, folder)
    (copy / mutant.file).write_text(mutant.edited(stage), encoding="utf-8")
    for name in BUILD_CONTEXT if mutant.target == "compose" else ():
        if (source := root / name).is_dir():
            shutil.copytree(source, folder / name, ignore=LEFT_OUT)
        elif source.is_file():
            shutil.copy2(source, folder / name)
    for other in root.glob("projects/*/pyproject.toml") if mutant.target == "compose" else ():
        if other.parent != stage:
            (folder / other.relative_to(root)).parent.mkdir()
            shutil.copy2(other, folder / other.relative_to(root))
    return copy
