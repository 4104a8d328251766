"""Load a lab as a module of its own, from its file or from a wrong text of it."""

import sys
from pathlib import Path
from types import ModuleType


def load(path: Path, text: str | None = None) -> ModuleType:
    """Run a lab's file, or another text in its place, and return what it defines; `main` is not called."""
    module = ModuleType(f"lab_{path.stem}")
    module.__file__ = str(path)
    sys.modules[module.__name__] = module  # where pydantic, dataclasses and pickle look things up
    code = compile(path.read_text(encoding="utf-8") if text is None else text, path, "exec")
    exec(code, module.__dict__)  # noqa: S102 - our own file
    return module
