"""The wrong way: one pin from an old answer on the web. No version fits both lines, and the build ends.

Run it: course lab pin_by_hand
Mend it: write down what you need without a version, and let `uv lock` find versions that fit together.
"""

from importlib.metadata import requires, version

from packaging.requirements import Requirement

PINS = {"fastapi": version("fastapi"), "pydantic": "1.10.26"}


def clashes(pins: dict[str, str]) -> list[str]:
    """Return what stops an installation: a pin that is outside of what another pinned package allows."""
    found = []
    for package in pins:
        for needed in map(Requirement, requires(package) or []):
            applies = needed.marker is None or needed.marker.evaluate({"extra": ""})
            if needed.name in pins and applies and pins[needed.name] not in needed.specifier:
                found.append(f"{package} needs {needed}, but {needed.name}=={pins[needed.name]} is pinned")
    return found


def main() -> None:
    for what in clashes(PINS) or ["build: all pins fit together"]:
        print(what)


if __name__ == "__main__":
    main()
