from pathlib import Path

import pytest

from app.settings import Settings
from genai_shared.settings import read_settings

EXAMPLE = (Path(__file__).parent.parent / ".env.example").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", Settings.model_fields)
def test_every_setting_stands_in_the_example(name):
    assert f"{name.upper()}=" in EXAMPLE


@pytest.mark.parametrize(
    ("name", "value"),
    [("DATABASE_URL", "mysql://u:s3cret@h/d"), ("JWT_SECRET", "short"), ("BUDGET_USD_FREE", "-1")],
)
def test_a_wrong_setting_ends_the_start_with_one_line_that_does_not_quote_it(monkeypatch, name, value):
    monkeypatch.setenv("JWT_SECRET", "x" * 32)
    monkeypatch.setenv(name, value)

    with pytest.raises(SystemExit) as ending:
        read_settings(Settings)

    assert str(ending.value).startswith(f"{name}: ")
    assert "s3cret" not in str(ending.value)
