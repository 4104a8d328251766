"""What a Dockerfile says: its build stages, with comments and heredocs apart and variables filled in."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

SHELLS = {"sh", "bash", "dash", "ash", "zsh", "ksh", "busybox"}
SECRET = re.compile(r"(?:^|_)(?:KEY|SECRET|TOKEN|PASSWORD|PASSWD)$", re.IGNORECASE)
KEY = re.compile(r"\bsk-\w[\w-]{5,}")
ASSIGNED = re.compile(r"(?<![\w-])(\w+)=(?:\"([^\"]*)\"|'([^']*)'|([^\s\"']*))")
HEREDOC = re.compile(r"<<-?\s*[\"']?([A-Za-z_]\w*)[\"']?")
VARIABLE = re.compile(r"\$(?:\{(\w+)(?::?-([^}]*))?\}|(\w+))")


@dataclass(frozen=True)
class Step:
    """One instruction: its word in capitals, and what follows."""

    word: str
    rest: str

    def __str__(self) -> str:
        return f"{self.word} {self.rest.splitlines()[0] if self.rest else ''}".strip()


@dataclass(frozen=True)
class BuildStage:
    """What one FROM begins; the steps of a stage that it is built from are its own too."""

    base: str
    steps: tuple[Step, ...] = ()

    def last(self, word: str) -> str:
        """Return what the last such instruction says, or nothing."""
        return next((step.rest for step in reversed(self.steps) if step.word == word), "")


def instructions(text: str) -> Iterator[Step]:
    """Yield the instructions, continued lines joined; a heredoc belongs to its instruction."""
    lines = text.splitlines()
    while lines:
        line = lines.pop(0).strip()
        if not line or line.startswith("#"):
            continue
        while line.endswith("\\") and lines:
            following = lines.pop(0).strip()
            line = line if following.startswith("#") or not following else f"{line[:-1]} {following}"
        word, _, rest = re.sub(r"\s+", " ", line, count=1).partition(" ")
        if word.upper() in {"RUN", "COPY", "ADD"}:
            bodies = (_heredoc(lines, end) for end in HEREDOC.findall(rest))
            rest = "\n".join([rest, *chain.from_iterable(bodies)])
        yield Step(word.upper(), rest.strip())


def _heredoc(lines: list[str], end: str) -> list[str]:
    """Take a heredoc's lines, if it has an end."""
    at = next((number for number, line in enumerate(lines) if line.strip() == end), -1)
    taken, lines[: at + 1] = lines[:at] if at >= 0 else [], []
    return taken


def build_stages(text: str) -> list[BuildStage]:
    """Return the build stages in order; the last one is what runs."""
    found: dict[str, BuildStage] = {}
    variables: dict[str, str] = {}
    name = ""
    for step in instructions(text):
        rest = step.rest
        if step.word == "FROM":
            image, *alias = _filled(re.sub(r"--\S+\s+", "", rest), variables).split() or [""]
            name = alias[-1].lower() if alias else str(len(found))
            found[name] = found.get(image.lower(), BuildStage(image))
            continue
        if step.word in {"ARG", "ENV"}:
            variables |= {name: _filled(value, variables) for name, value in settings(step).items() if value}
        if step.word == "USER":
            rest = _filled(rest, variables)
        if found:
            before = found[name]
            found[name] = BuildStage(before.base, (*before.steps, Step(step.word, rest)))
    return list(found.values())


def _filled(text: str, variables: dict[str, str]) -> str:
    """Put in the variables' values; one that nobody set is empty, as it is for Docker."""
    return VARIABLE.sub(lambda found: variables.get(found[1] or found[3]) or found[2] or "", text)


def settings(step: Step) -> dict[str, str]:
    """Return what an ARG, ENV or RUN gives a value to."""
    given = {name: a or b or c for name, a, b, c in ASSIGNED.findall(step.rest)}
    if not given and step.word in {"ARG", "ENV"}:
        name, _, value = step.rest.partition(" ")
        given[name] = value.strip()
    return given


def exec_form(rest: str) -> list[str] | None:
    """Return the words of an instruction's JSON list; None when it has another form, which a shell reads."""
    try:
        words = json.loads(rest)
    except ValueError:
        return None
    is_list = isinstance(words, list) and words and all(isinstance(word, str) for word in words)
    return words if is_list else None


def names_a_shell(words: list[str]) -> bool:
    return any(word.rpartition("/")[2] in SHELLS for word in words)


def sources(step: Step) -> list[str]:
    """Return what a COPY or ADD copies from the build context; what comes from another stage is not."""
    if step.word not in {"COPY", "ADD"} or "--from=" in step.rest:
        return []
    first = step.rest.partition("\n")[0]
    plain = re.sub(r"--\S+\s+", "", first)
    return (exec_form(plain) or [word for word in plain.split() if "<<" not in word])[:-1]


def leaks(stage: BuildStage) -> Iterator[str]:
    """Yield the steps that put a secret into the image, where everyone who has the image can read it."""
    for step in stage.steps:
        given = settings(step) if step.word in {"ARG", "ENV", "RUN"} else {}
        named = {name: value for name, value in given.items() if SECRET.search(name)}
        # A build argument is a leak even without a value here: the one it is built with stays in the image.
        has_value = any(step.word == "ARG" or (value and value[0] != "$") for value in named.values())
        files = [source.rstrip("/").rpartition("/")[2] for source in sources(step)]
        env_file = any(file.startswith(".env") and file != ".env.example" for file in files)
        if has_value or env_file or KEY.search(step.rest):
            yield str(step)
