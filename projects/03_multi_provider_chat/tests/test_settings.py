import re

import pytest
from conftest import STAGE

from app.settings import Settings
from genai_shared.settings import read_settings


@pytest.mark.parametrize("name", Settings.model_fields)
def test_every_setting_stands_in_the_readme_and_in_the_example(name):
    assert re.search(rf"^\| `{name.upper()}` \|", (STAGE / "README.md").read_text(), re.MULTILINE)
    assert re.search(rf"^(# )?{name.upper()}=", (STAGE / ".env.example").read_text(), re.MULTILINE)


@pytest.mark.parametrize(
    ("name", "value"),
    [("COOLDOWN_AFTER", "0"), ("COOLDOWN_SECONDS", "-1"), ("PROVIDER_ATTEMPT_TIMEOUT", "soon")],
)
def test_a_setting_that_makes_no_sense_ends_the_start_with_one_line_that_names_it(name, value, monkeypatch):
    monkeypatch.setenv(name, value)

    with pytest.raises(SystemExit) as end:
        read_settings(Settings)

    assert str(end.value).startswith(f"{name}: ")
    assert len(str(end.value).splitlines()) == 1
