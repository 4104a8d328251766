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


def about(lines, message):
    return [line for line in lines if line["message"] == message]


@proves("T7.7-05")
def test_a_planted_fault_of_a_stage_stands_in_its_log(lab, provider):
    """The log of stage 5 shows each of the planted faults, and of the stage as it is none of them."""
    shown = symptoms(lab.log_of(1, 2, 3))  # three faults, which touch three users
    assert shown == {("r-04", "retried"), ("r-01", "free"), ("r-09", "requests"), ("r-10", "tokens")}

    assert symptoms(lab.log_of()) == set()


def symptoms(lines):
    """Return what is wrong in a log: the request, and what its lines say."""
    retried = {
        (line["request_id"], "retried")
        for line in about(lines, "retrying")
        if line["code"] == "provider_rejected"
    }
    requests = [line for line in about(lines, "request") if line.get("user")]
    ada = next(line for line in requests if line["user"] == "ada")
    limited = {(line["request_id"], line["limited"]) for line in requests if line["status"] == 429}
    return retried | limited | ({(ada["request_id"], ada["tier"])} if ada["tier"] != "premium" else set())
