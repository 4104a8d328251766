"""`stage.toml`: how a stage is started, so that an app in any language can be checked."""

import shlex
import tomllib
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from course.repository import stage_folder
from course.usage import WrongUsage

FILE = "stage.toml"


class Stage(BaseModel):
    """One stage's folder and what its `stage.toml` says."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    folder: Path
    number: Annotated[int, Field(ge=1)]
    title: str
    run: Annotated[str, Field(min_length=1)]
    ready: Annotated[str, Field(pattern="^/")] = "/health"
    services: tuple[str, ...] = ()
    auth: bool = False  # it has users: checks bring theirs in USERS_FILE, and send a key with each request

    def command(self, host: str, port: int) -> list[str]:
        """Return the words of `run` with the address put in."""
        return [word.replace("{host}", host).replace("{port}", str(port)) for word in shlex.split(self.run)]


def find_stage(number: int, submission: Path | None) -> Stage:
    """Return the stage as the course has it, or as somebody wrote it in a folder of their own."""
    folder = submission or stage_folder(number)
    if not folder.is_dir():
        raise WrongUsage(f"--submission {folder}: there is no such folder")
    stage = read_stage(folder.resolve())
    if stage.number != number:
        raise WrongUsage(f"{folder}/{FILE} is of stage {stage.number}, not {number}")
    return stage


def read_stage(folder: Path) -> Stage:
    """Read a folder's stage.toml; whatever is wrong with it is one clear line."""
    path = folder / FILE
    if not path.is_file():
        raise WrongUsage(f"{folder}: no {FILE}, which says how to start it; copy the stage's from projects/")
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
        stage = Stage.model_validate({**data, "folder": folder})
        stage.command("127.0.0.1", 0)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise WrongUsage(f"{path}: not TOML: {error}") from error
    except ValidationError as error:
        raise WrongUsage(f"{path}: {_first_mistake(error)}") from error
    except ValueError as error:  # from shlex: an open quotation mark
        raise WrongUsage(f"{path}: run: {error}") from error
    return stage


def _first_mistake(error: ValidationError) -> str:
    mistake = error.errors()[0]
    key = ".".join(map(str, mistake["loc"]))
    if mistake["type"] == "extra_forbidden":
        known = ", ".join(name for name in Stage.model_fields if name != "folder")
        return f"unknown key {key}; known are {known}"
    return f"{key}: {mistake['msg'][0].lower()}{mistake['msg'][1:]}"
