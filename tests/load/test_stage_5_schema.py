"""Stage 5 keeps what its OpenAPI document says, for any request that fits it, or does not."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[2] / "benchmarks"))

from stage_5_stack import Stack, User

ADMIN = User("root", "premium", role="admin")
UNLIMITED = {"RATE_LIMIT_PREMIUM": "1000000/hour", "RATE_LIMIT_ANONYMOUS": "1000000/hour"}
CHECKS = [
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_headers_conformance",
    "response_schema_conformance",
]
pytestmark = pytest.mark.skipif(
    shutil.which("redis-server") is None, reason="NOT RUN: there is no redis-server on this machine"
)


@pytest.fixture
def stack(tmp_path):
    with Stack(tmp_path, [ADMIN], UNLIMITED, workers=1) as stack:
        yield stack


def test_no_request_makes_a_5xx_and_every_answer_matches_its_schema(stack, tmp_path):
    """Schemathesis makes them up, with an admin's key, for half a minute at most."""
    argv = [sys.executable, "-m", "schemathesis.cli", "run", f"{stack.url}/openapi.json"]
    argv += ["--header", f"X-API-Key: {ADMIN.key}", "--checks", ",".join(CHECKS)]
    argv += ["--phases", "coverage,fuzzing", "--max-examples", "15", "--max-time", "25", "--seed", "1"]
    argv += ["--no-shrink", "--no-color", "--warnings", "off", "--suppress-health-check", "all"]
    argv += ["--generation-database", "none"]

    done = subprocess.run(argv, cwd=tmp_path, capture_output=True, text=True, check=False, timeout=120)

    assert done.returncode == 0, done.stdout + done.stderr
    assert "Tested: 10" in done.stdout or "10 selected" in done.stdout, done.stdout
    assert "Traceback" not in stack.app.log_text()
