"""The wrong way: requirements from memory. The app runs here, and not on a clean machine.

Run it: course lab requirements_from_memory
Mend it: list what the app imports, or let `uv add` write the list and deploy with `uv sync --locked`.
"""

from importlib.metadata import packages_distributions, requires

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

IMPORTS = ["fastapi", "jwt", "pydantic_settings"]  # the app's
REQUIREMENTS = ["fastapi", "uvicorn", "pydantic"]


def installed(requirements: list[str]) -> set[str]:
    """Return all that a clean machine gets from these lines: they, and what they need in turn."""
    found: set[str] = set()
    waiting = [Requirement(line) for line in requirements]
    while waiting:
        one = waiting.pop()
        applies = one.marker is None or one.marker.evaluate({"extra": ""})
        if applies and (name := canonicalize_name(one.name)) not in found:
            found.add(name)
            waiting += [Requirement(line) for line in requires(name) or []]
    return found


def main() -> None:
    there, comes_with = installed(REQUIREMENTS), packages_distributions()
    for module in IMPORTS:
        package = comes_with[module][0]
        if canonicalize_name(package) in there:
            print(f"import {module}: found")
        else:
            print(f"ModuleNotFoundError: No module named '{module}' (it comes with {package})")


if __name__ == "__main__":
    main()
