"""Imports what is not installed, as an app does that was written in another environment."""

# ruff: noqa: F401 - that it is missing is the point

import no_such_package
