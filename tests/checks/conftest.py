"""The proofs run by `course check N`: they need a stage that runs, which a plain pytest has not."""

from pathlib import Path

import pytest


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Leave the proofs alone unless the course runs them."""
    return None if config.pluginmanager.hasplugin("course.fixtures") else True
