import json
import logging

import pytest
from conftest import KEY, ScriptedAnthropic, error

LEVELS = ["debug", "info", "warning", "error"]


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("answer", [None, error(401), error(400), error(529)], ids=str)
def test_neither_key_nor_prompt_is_logged_at_any_level(serve, capsys, level, answer):
    client = serve(ScriptedAnthropic(*([answer] if answer else [])), log_level=level)

    client.post("/v1/chat", json={"message": "Rosebud", "system": "Rosebud"})

    lines = capsys.readouterr().out
    assert KEY not in lines
    assert "Rosebud" not in lines


def test_json_lines_are_json(serve, capsys):
    client = serve(ScriptedAnthropic(error(529)), log_format="json")

    reply = client.post("/v1/chat", json={"message": "hi"})
    logging.getLogger("uvicorn.error").error("from the server")

    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert any(reply.json()["error"]["request_id"] in line["message"] for line in lines)
    assert lines[-1]["message"] == "from the server"


def test_a_level_silences_what_is_below_it(serve, capsys):
    client = serve(log_level="error")

    client.get("/nowhere")

    assert capsys.readouterr().out == ""
