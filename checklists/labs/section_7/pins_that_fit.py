"""Wrong pin, mended: the versions that were resolved together are pinned together, so they fit.

Run it: course lab T7.6-03
Break it: pin one of them by hand, `"pydantic": "1.10.26"`, as an old answer on the web tells you.
"""

from importlib.metadata import requires, version

from packaging.requirements import Requirement

PINS = {"fastapi": version("fastapi"), "pydantic": version("pydantic")}


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
