import socket

import pytest

from app.context import tokens
from app.conversations.models import Function, Message, ToolCall


def test_counting_asks_nobody(monkeypatch):
    tokens.encoding.cache_clear()

    def refuse(*_):
        pytest.fail("a connection was opened to count tokens")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    assert tokens.count_text("Hello, world!") == 4


@pytest.mark.parametrize(
    "text", ["<|endoftext|>", "日本語 🙂", "", "a" * 1_000, "x" + " " * 1_000_000, "🙂" * 100_000]
)
def test_any_text_is_counted(text):
    assert tokens.count_text(text) <= 4 * len(text)


async def test_a_message_is_its_text_its_frame_and_its_calls():
    call = ToolCall(id="c", function=Function(name="weather", arguments='{"city": "Oslo"}'))
    plain = Message(role="user", content="Hello, world!")

    assert await tokens.count([plain]) == 4 + tokens.PER_MESSAGE
    assert await tokens.count([plain, plain.model_copy(update={"tool_calls": [call]})]) > 2 * 8


async def test_a_long_text_is_counted_as_a_short_one_is():
    short, long = ("word " * n for n in (1_000, 10_000))

    assert abs(await tokens.count([Message(role="user", content=long)]) / 10 - tokens.count_text(short)) < 5
