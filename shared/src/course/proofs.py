"""The proofs in `tests/checks` and `tests/labs`, read from the source, so that nothing of it has to run."""

import ast
import inspect
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from course import repository


@dataclass(frozen=True)
class Proof:
    """The check that proves a box, and the sentence that says how."""

    item: str
    function: str
    path: Path
    line: int
    rule: str
    targets: tuple[str, ...] = ()  # where alone it is possible; none are named for anywhere

    @property
    def place(self) -> str:
        return f"{self.path.relative_to(repository.root()).as_posix()}:{self.line}"


def all_proofs(folder: str = "checks") -> list[Proof]:
    """Return every proof of the stages' boxes, or of the labs', in the order of files and lines."""
    files = sorted((repository.root() / "tests" / folder).glob("test_*.py"))
    return [proof for path in files for proof in _proofs_in(path)]


def rules() -> dict[str, str]:
    """Return how each box is checked, by id."""
    return {proof.item: proof.rule for proof in all_proofs()}


def lab_rules() -> dict[str, str]:
    """Return how each box of the topics is checked, by id."""
    return {proof.item: proof.rule for proof in all_proofs("labs")}


def of(item_id: str) -> Proof | None:
    """Return the proof of a box, if there is one."""
    return next((proof for proof in all_proofs() if proof.item == item_id), None)


def _proofs_in(path: Path) -> Iterator[Proof]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"), filename=str(path))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            rule = inspect.cleandoc(ast.get_docstring(node) or "")
            for decorator in node.decorator_list:
                for item in _proved_items(decorator):
                    yield Proof(item, node.name, path, node.lineno, rule, _targets(decorator))


def _proved_items(decorator: ast.expr) -> list[str]:
    """Return the ids in `@proves("ID", …)`, none for any other decorator."""
    match decorator:
        case ast.Call(func=ast.Name(id="proves"), args=named):
            return [str(node.value) for node in named if isinstance(node, ast.Constant)]
    return []


def _targets(decorator: ast.expr) -> tuple[str, ...]:
    """Return what `targets=("compose",)` names."""
    match decorator:
        case ast.Call(keywords=keywords):
            named = [keyword.value for keyword in keywords if keyword.arg == "targets"]
            return tuple(ast.literal_eval(named[0])) if named else ()
    return ()
