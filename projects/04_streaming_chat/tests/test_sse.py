import json

import pytest

from app.sse import event


@pytest.mark.parametrize("text", ["one\ntwo\r\nthree\rfour", "data: x\n\n", "é🙂\u2028", "\ud83d", '"\\\0'])
def test_any_text_is_one_line_of_data_and_comes_back(text):
    wire = event("token", text=text)

    assert wire.startswith(b"data: {")
    assert wire.count(b"\n") == 2
    assert wire.endswith(b"}\n\n")
    assert b"\r" not in wire
    assert json.loads(wire[6:]) == {"type": "token", "text": text}
