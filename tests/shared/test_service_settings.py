"""genai_shared.settings: what the environment decides."""

import pytest

from genai_shared.settings import ProviderSettings, read_settings


@pytest.fixture(autouse=True)
def _no_environment(monkeypatch, tmp_path):
    for name in ProviderSettings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize("name", ProviderSettings.model_fields)
def test_an_empty_variable_means_unset_and_wins_over_the_file(name, monkeypatch, tmp_path):
    (tmp_path / ".env").write_text("OPENAI_API_KEY=sk-sim-file\nPROVIDER_TIMEOUT=7\nLOG_LEVEL=error\n")
    monkeypatch.setenv(name.upper(), "")

    assert getattr(read_settings(ProviderSettings), name) == ProviderSettings.model_fields[name].default


def test_a_file_fills_in_what_the_environment_lacks(monkeypatch, tmp_path):
    (tmp_path / ".env").write_text("OPENAI_API_KEY=sk-sim-file\nPROVIDER_TIMEOUT=7\nREDIS_URL=for-another\n")
    monkeypatch.setenv("PROVIDER_TIMEOUT", "9")

    settings = read_settings(ProviderSettings)

    assert settings.keys["openai"].get_secret_value() == "sk-sim-file"
    assert settings.provider_timeout == 9


def test_a_provider_is_configured_when_its_key_is_set():
    settings = ProviderSettings(anthropic_api_key="sk-sim-a", openrouter_api_key="sk-sim-r")

    assert list(settings.keys) == ["anthropic", "openrouter"]


def test_addresses_have_no_slash_at_the_end():
    settings = ProviderSettings(openai_base_url="http://localhost:9100/openai/v1/")

    assert settings.base_urls["openai"] == "http://localhost:9100/openai/v1"
    assert settings.base_urls["anthropic"] == "https://api.anthropic.com"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PROVIDER_TIMEOUT", "0"),
        ("PROVIDER_TIMEOUT", "inf"),
        ("MAX_BODY_BYTES", "many"),
        ("OPENROUTER_BASE_URL", "not a url"),
        ("LOG_FORMAT", "xml"),
        ("OPENAI_API_KEY", "\u201csk-sim-pasted\u201d"),
        ("OPENAI_API_KEY", "sk-sim-two words"),
    ],
)
def test_a_value_that_makes_no_sense_ends_the_start_with_one_line_that_names_it(name, value, monkeypatch):
    monkeypatch.setenv(name, value)

    with pytest.raises(SystemExit) as end:
        read_settings(ProviderSettings)

    assert str(end.value).startswith(f"{name}: ")
    assert len(str(end.value).splitlines()) == 1
    assert "sk-sim" not in str(end.value)


def test_a_key_is_not_shown_with_the_settings():
    assert "sk-sim" not in repr(ProviderSettings(anthropic_api_key="sk-sim-secret"))
