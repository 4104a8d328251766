"""What importing the shared library costs."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

import genai_shared

PACKAGE = Path(genai_shared.__file__).parent
LIGHT = ["genai_shared", *(f"genai_shared.{name}" for name in ("errors", "schemas", "settings", "logs"))]


def imported_with(*modules: str) -> set[str]:
    """Return the packages that a fresh interpreter has loaded with these modules."""
    code = f"import sys, {', '.join(modules)}; print(*{{name.partition('.')[0] for name in sys.modules}})"
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)
    return set(said.stdout.split())


def test_the_package_itself_imports_nothing():
    assert not imported_with("genai_shared") & {"litellm", "fastapi", "pydantic", "httpx", "httpx2"}


@pytest.mark.parametrize("module", LIGHT)
def test_no_module_but_the_model_lane_imports_litellm(module):
    assert "litellm" not in imported_with(module)


def test_what_the_stages_have_from_the_web_does_without_litellm():
    modules = [f"genai_shared.{name}" for name in ("errors.responses", "body_limit", "client_gone")]

    assert "litellm" not in imported_with(*modules)


def test_only_the_model_lane_names_litellm_in_an_import():
    found = {
        path.relative_to(PACKAGE).as_posix()
        for path in PACKAGE.rglob("*.py")
        if any(
            line.startswith(("import litellm", "from litellm"))
            for line in path.read_text(encoding="utf-8").splitlines()
        )
    }

    assert {name.partition("/")[0] for name in found} == {"llm"}


def test_the_model_lane_loads_no_stray_file_of_settings_and_limits_no_connections():
    """LiteLLM would look for a `.env` beside itself and above, and open 500 connections to a provider."""
    code = (
        "import dotenv, dotenv.main\n"
        "dotenv.load_dotenv = dotenv.main.load_dotenv = lambda *_, **__: print('loaded')\n"
        "import genai_shared.llm\n"
        "from litellm.constants import AIOHTTP_CONNECTOR_LIMIT_PER_HOST as limit\n"
        "print(limit)\n"
    )
    env = {name: value for name, value in os.environ.items() if not name.startswith(("LITELLM_", "AIOHTTP_"))}
    said = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, check=True, text=True)

    assert said.stdout == "0\n"
