"""Wrong requirements, mended: each import stands in the list, by its package's name in the index.

Run it: course lab T7.6-02
Break it: take a line out of `REQUIREMENTS`. Your machine still has the package; the clean one does not.
"""

from importlib.metadata import packages_distributions, requires

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

IMPORTS = ["fastapi", "jwt", "pydantic_settings"]  # the app's
REQUIREMENTS = ["fastapi", "uvicorn", "PyJWT", "pydantic-settings"]


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
