"""The end of an app's log, as it stands beside a failed box."""

import json

from course.log import end_of_log

TRACEBACK = """\
Traceback (most recent call last):
  File "/venv/lib/python3.11/site-packages/uvicorn/run.py", line 1, in run
    await app()
          ^^^^^
  File "<frozen importlib._bootstrap>", line 2, in _load
  File "/home/me/chat/app/routes.py", line 35, in chat
    return await answer(chat)
           ^^^^^^^^^^^^^^^^^^
  File "/venv/lib/python3.11/site-packages/anthropic/client.py", line 3, in post
    raise error
TypeError: max_tokens is missing"""

OWN_LINES = [
    "Traceback (most recent call last):",
    "  … 2 in libraries",
    '  File "/home/me/chat/app/routes.py", line 35, in chat',
    "    return await answer(chat)",
    "           ^^^^^^^^^^^^^^^^^^",
    "  … 1 in libraries",
    "TypeError: max_tokens is missing",
]


def test_plain_lines_stay_as_they_are():
    """What an app prints is shown as it was printed, the last 15 lines of it."""
    assert end_of_log("a\n{b\n  c") == ["a", "{b", "  c"]
    assert end_of_log("\n".join(map(str, range(100)))) == [str(n) for n in range(85, 100)]


def test_a_json_line_is_spelled_out():
    """Level, logger and message come first; the time is left out, anything else is kept."""
    line = {"time": "2026-11-21", "level": "info", "logger": "app", "message": "asked", "request_id": "r1"}

    assert end_of_log(json.dumps(line)) == ["INFO    app: asked request_id=r1"]


def test_json_of_another_shape_is_not_touched():
    """An app may log any JSON; what is not understood is shown as it is."""
    lines = ['{"msg": "hello"}', '{"message": 3}', "{}", "[1]"]

    assert end_of_log("\n".join(lines)) == lines


def test_a_traceback_shows_the_apps_own_lines():
    """The frames of libraries are counted, not shown; the app's own and the error itself remain."""
    assert end_of_log(TRACEBACK) == OWN_LINES


def test_a_traceback_in_a_json_line_is_shown_as_one():
    """A traceback that was logged as JSON is many lines again."""
    line = {"level": "error", "logger": "uvicorn.error", "message": "Exception\n", "exception": TRACEBACK}

    assert end_of_log(json.dumps(line)) == ["ERROR   uvicorn.error: Exception", *OWN_LINES]
