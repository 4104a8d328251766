import re
from pathlib import Path

import pytest

from app.settings import Settings, read_settings

STAGE = Path(__file__).parents[1]


@pytest.mark.parametrize("name", Settings.model_fields)
def test_every_setting_stands_in_the_readme_and_in_the_example(name):
    assert re.search(rf"^\| `{name.upper()}` \|", (STAGE / "README.md").read_text(), re.MULTILINE)
    assert re.search(rf"^(# )?{name.upper()}=", (STAGE / ".env.example").read_text(), re.MULTILINE)


@pytest.mark.parametrize("name", Settings.model_fields)
def test_an_empty_variable_means_unset_and_wins_over_the_file(name, monkeypatch, tmp_path):
    (tmp_path / ".env").write_text(
        "ANTHROPIC_API_KEY=sk-sim-file\nCHAT_MODEL=other\nPROVIDER_TIMEOUT=7\nLOG_LEVEL=error\n"
    )
    monkeypatch.setenv(name.upper(), "")

    assert getattr(read_settings(), name) == Settings.model_fields[name].default


def test_a_file_fills_in_what_the_environment_lacks(monkeypatch, tmp_path):
    (tmp_path / ".env").write_text(
        "ANTHROPIC_API_KEY=sk-sim-file\nCHAT_MODEL=from-file\nREDIS_URL=other-stage\n"
    )
    monkeypatch.setenv("CHAT_MODEL", "from-environment")

    settings = read_settings()

    assert settings.anthropic_api_key.get_secret_value() == "sk-sim-file"
    assert settings.chat_model == "from-environment"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PROVIDER_TIMEOUT", "0"),
        ("PROVIDER_TIMEOUT", "inf"),
        ("PROVIDER_MAX_RETRIES", "-1"),
        ("MAX_BODY_BYTES", "many"),
        ("ANTHROPIC_BASE_URL", "not a url"),
        ("LOG_LEVEL", "loud"),
        ("ANTHROPIC_API_KEY", "\u201csk-sim-pasted\u201d"),
        ("ANTHROPIC_API_KEY", "sk-sim-two words"),
    ],
)
def test_a_setting_that_makes_no_sense_ends_the_start_with_one_line_that_names_it(name, value, monkeypatch):
    monkeypatch.setenv(name, value)

    with pytest.raises(SystemExit) as end:
        read_settings()

    assert str(end.value).startswith(f"{name}: ")
    assert len(str(end.value).splitlines()) == 1
    assert "sk-sim" not in str(end.value)


def test_upper_case_levels_are_understood(monkeypatch):
    monkeypatch.setenv("LOG_LEVEL", "DEBUG")

    assert read_settings().log_level == "debug"


def test_a_key_is_not_shown_with_the_settings():
    assert "sk-sim" not in repr(Settings(anthropic_api_key="sk-sim-secret"))
