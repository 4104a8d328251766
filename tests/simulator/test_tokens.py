"""Tokens: pieces of a text, as a stream sends them."""

import pytest

from provider_simulator import tokens

TEXTS = [
    "",
    " ",
    "Hello, world!",
    "  two  spaces\n\n\nand lines\t\tand tabs ",
    "antidisestablishmentarianism",
    "naïve café, 東京タワー, здравствуйте, 🙂🙃🙂🙃🙂",
    '{"a": [1, 2, {"b": null}]}',
    "\x00\x1f\u2028\ufeff",
    " " * 1000,
    "ab " * 40_000,
]


@pytest.mark.parametrize("text", TEXTS, ids=range(len(TEXTS)))
def test_the_pieces_join_to_the_text_they_came_from(text):
    pieces = tokens.split(text)

    assert "".join(pieces) == text
    assert all(pieces)
    assert tokens.count(text) == len(pieces)


def test_a_leading_space_belongs_to_the_word_after_it():
    assert tokens.split("one two  three") == ["one", " two", " ", " three"]


def test_english_has_about_four_characters_in_a_token():
    text = (
        "The model keeps nothing between requests, so a long conversation must be trimmed to fit the window. "
    )

    assert 3 < len(text) / tokens.count(text) < 6
