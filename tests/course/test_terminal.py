"""What a person sees in a terminal."""

import os
import pty
import subprocess

from course.report.failure import failure
from course.results import Evidence, Result


def in_a_terminal(course, *words):
    """Run the command with a terminal for its output; return all that it wrote."""
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        course.argv(*words), cwd=course.root, env=course.env | {"TERM": "xterm"}, stdout=theirs
    ) as run:
        os.close(theirs)
        written = b""
        while chunk := read(ours):
            written += chunk
    os.close(ours)
    return run.returncode, written.decode()


def read(descriptor):
    try:
        return os.read(descriptor, 65536)
    except OSError:  # how Linux says that the other side was closed
        return b""


def test_a_terminal_shows_the_table_fill(course):
    """Each box is seen as it is proved, then the whole table, the failures and the counts stay."""
    folder = course.submission("answers_html")

    code, output = in_a_terminal(course, "check", 1, "--submission", folder.name)

    last = output.rpartition("\x1b[2K")[2]
    assert code == 1
    assert "▸" in output
    assert "▸" not in last
    for said in (
        "✓",
        "✗",
        "◌",
        "What an echo is for",
        "FAIL",
        "course hint P1-02",
        "2 passed, 1 failed, 1 blocked",
    ):
        assert said in last


def test_an_app_cannot_paint_the_terminal():
    """Escape sequences in a reply or log are shown as such."""
    evidence = Evidence(reply="200 OK\n\x1b[2Jgone", log=["\x07bell"])

    text = failure(Result(id="P1-01", text="x", heading="y", outcome="fail", evidence=evidence)).plain

    assert "\x1b" not in text
    assert "\x07" not in text
    assert "�[2Jgone" in text
