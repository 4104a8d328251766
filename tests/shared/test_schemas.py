"""genai_shared.schemas: what goes in and what comes out."""

import pytest
from pydantic import ValidationError

from genai_shared.schemas import ChatRequest, ModelCard, Usage


def test_a_message_is_enough():
    chat = ChatRequest(message="  hi\n")

    assert (chat.message, chat.system, chat.model, chat.max_tokens, chat.temperature) == (
        "  hi\n", None, None, 1024, None,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("message", ""),
        ("message", " \n\t"),
        ("message", 5),
        ("message", "\ud83d"),
        ("system", ["a"]),
        ("model", "\ud83d"),
        ("max_tokens", 0),
        ("max_tokens", 128_001),
        ("max_tokens", "5"),
        ("max_tokens", True),
        ("temperature", 1.1),
        ("temperature", float("nan")),
        ("stream", True),
    ],
)
def test_what_makes_no_sense_is_refused_by_its_name(field, value):
    with pytest.raises(ValidationError) as refusal:
        ChatRequest(**{"message": "hi", field: value})

    assert refusal.value.errors()[0]["loc"] == (field,)


def test_costs_and_counts_are_never_negative():
    with pytest.raises(ValidationError):
        Usage(input_tokens=-1, output_tokens=0, cost_usd=0)
    with pytest.raises(ValidationError):
        Usage(input_tokens=0, output_tokens=0, cost_usd=-0.1)


def test_the_unit_of_the_cost_stands_in_the_schema():
    assert "US dollars" in Usage.model_json_schema()["properties"]["cost_usd"]["description"]


def test_a_model_card_is_openais():
    assert ModelCard(id="chat", owned_by="alias").model_dump() == {
        "id": "chat",
        "object": "model",
        "created": 0,
        "owned_by": "alias",
    }
