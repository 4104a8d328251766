"""7.7 Debugging: what can be told from log lines alone."""

import json

from course.labs import proves


def strangers(lines):
    """Return the requests that got an answer which was stored for somebody else."""
    hits = [line for line in map(json.loads, lines) if line["event"] == "cache_hit"]
    return [hit["request"] for hit in hits if hit["user"] != hit["stored_for"]]


@proves("T7.7-01")
def test_the_log_names_the_fault_and_not_the_mended_service(lab, lab_named, said):
    """One line of the faulty service shows whose answer Bo got; the mended one has hits, but none such."""
    lab_named("somebody_elses_answer").main()
    assert strangers(said()) == ["r-3"]

    lab.main()

    lines = said()
    assert strangers(lines) == []
    assert [json.loads(line)["request"] for line in lines if "cache_hit" in line] == ["r-2"]


@proves("T7.7-02")
def test_the_lines_of_one_request_tell_its_whole_story(lab, said):
    """Of two requests at the same time, the lines with one id tell one, from its beginning to its end."""
    lab.main()

    lines = [json.loads(line) for line in said()]
    story = ["received", "model_asked", "model_answered", "answered"]
    for request in ("r-1", "r-2"):
        assert [line["event"] for line in lines if line["request"] == request] == story


@proves("T7.7-03")
def test_an_error_line_names_what_the_error_came_from(lab, said):
    """The one error line has our error first and its cause last, with the host that cannot be reached."""
    lab.main()

    (line,) = map(json.loads, said())
    assert line["errors"][0].startswith("ModelUnavailable: ")
    assert line["errors"][-1] == "ConnectError: no such host: api.modle.example"
