import pytest
from conftest import HAIKU, MINI, STAGE

from app.catalogue import read_catalogue
from genai_shared.errors import ModelNotFoundError, ProviderNotConfiguredError

ALL = ("anthropic", "openai", "openrouter")
GOOD = """
default = "chat"
[aliases]
chat = ["openai/a"]
[models."openai/a"]
input_price = 1
output_price = 2.5
context_window = 1000
max_output = 100
"""


def test_an_alias_stands_for_its_models_in_order_and_a_model_for_itself(catalogue):
    assert catalogue.order("long", ALL) == ["openai/gpt-4o-mini", HAIKU, MINI]
    assert catalogue.order(MINI, ALL) == [MINI]
    assert catalogue.order(None, ALL) == catalogue.order("chat", ALL)


def test_models_without_a_key_are_left_out(catalogue):
    assert catalogue.order("chat", ["openai"]) == [MINI]
    with pytest.raises(ProviderNotConfiguredError):
        catalogue.order(HAIKU, ["openai"])
    with pytest.raises(ProviderNotConfiguredError):
        catalogue.order(None, [])


@pytest.mark.parametrize("name", ["", "CHAT", "gpt-4.1-mini", "anthropic/", "x" * 10_000, "default"])
def test_any_other_name_is_unknown(catalogue, name):
    with pytest.raises(ModelNotFoundError) as end:
        catalogue.order(name, ALL)

    assert end.value.param == "model"
    assert len(end.value.message) < 200


def test_the_names_are_the_aliases_and_models_that_can_be_asked(catalogue):
    names = catalogue.names(["openai"])

    assert {"chat", "long", MINI} <= set(names)
    assert "open" not in names
    assert set(names.values()) == {"alias", "openai"}
    assert catalogue.names([]) == {}


def test_the_price_is_in_dollars_for_a_million_tokens(catalogue):
    assert catalogue.models[HAIKU].cost(1_000_000, 0) == 1.0
    assert catalogue.models[HAIKU].cost(0, 1_000_000) == 5.0
    assert catalogue.models[MINI].cost(3, 1) == 0.0000028


BROKEN = {
    "nothing": ("", ["default", "aliases", "models"]),
    "not TOML": (GOOD.replace("[aliases]", "[aliases"), ["line 3"]),
    "twice": (GOOD + "max_output = 5\n", ["line"]),
    "misspelt": (GOOD.replace("max_output", "max_out"), ["openai/a.max_output", "openai/a.max_out"]),
    "text for a number": (GOOD.replace("2.5", '"2.5"'), ["models.openai/a.output_price"]),
    "not a number": (GOOD.replace("2.5", "nan"), ["models.openai/a.output_price"]),
    "no window": (GOOD.replace("1000", "0"), ["models.openai/a.context_window"]),
    "unknown default": (GOOD.replace('"chat"', '"talk"'), ["default: talk"]),
    "unknown model": (GOOD.replace('["openai/a"]', '["openai/a", "openai/b"]'), ["aliases.chat: openai/b"]),
    "empty alias": (GOOD.replace('["openai/a"]', "[]"), ["aliases.chat"]),
    "a model twice": (GOOD.replace('["openai/a"]', '["openai/a", "openai/a"]'), ["aliases.chat"]),
    "an alias like a model": (GOOD.replace("chat =", '"x/y" ='), ["default: chat", "aliases.x/y"]),
    "unknown provider": (GOOD.replace("openai/a", "acme/a"), ["models.acme/a"]),
    "no model's name": (GOOD.replace("openai/a", "openai/"), ["models.openai/"]),
}


@pytest.mark.parametrize(("text", "places"), BROKEN.values(), ids=BROKEN)
def test_each_mistake_is_a_line_with_its_place(tmp_path, text, places):
    file = tmp_path / "models.toml"
    file.write_text(text)

    with pytest.raises(SystemExit) as end:
        read_catalogue(file)

    lines = str(end.value).splitlines()
    assert len(lines) == len(places), lines
    assert all(place in line for place, line in zip(places, lines, strict=True)), lines
    assert all(line.startswith(f"{file}: ") for line in lines)


def test_a_catalogue_that_is_not_there_or_no_text_is_said_in_one_line(tmp_path):
    (tmp_path / "bytes.toml").write_bytes(b"\xff\xfe")
    for name in ("missing.toml", "bytes.toml", "."):
        with pytest.raises(SystemExit) as end:
            read_catalogue(tmp_path / name)
        assert len(str(end.value).splitlines()) == 1


def test_every_alias_of_our_own_catalogue_ends_with_what_is_larger_or_as_large_as_needed():
    """`long` is for long prompts: its windows only grow."""
    catalogue = read_catalogue(STAGE / "models.toml")
    windows = [catalogue.models[model].context_window for model in catalogue.aliases["long"]]

    assert windows == sorted(windows)
