"""5.3 Error handling and retries: what each lab shows."""

import json

from course.labs import proves


@proves("T5.3.1-01")
def test_a_429_is_a_wait_or_the_end_of_a_budget(lab, provider, said):
    """The header says how long to wait, unless the code says that waiting is of no use."""
    lab.main()

    assert said() == [
        "429 rate_limit_error: come back in 7 seconds",
        "429 rate_limit_error: do not wait: the account's budget is used up",
    ]


@proves("T5.3.1-02")
def test_every_server_error_is_seen_as_one(lab, provider, said):
    """Four statuses, one of them with HTML instead of JSON, end in the same advice."""
    lab.main()

    lines = said()
    assert [line.split()[0] for line in lines] == ["500", "503", "529", "502"]
    assert all(line.endswith("later, or elsewhere") for line in lines)
    assert "no JSON: <html>" in lines[-1]


@proves("T5.3.1-03")
def test_a_request_that_was_not_sent_is_told_from_one_without_answer(lab, provider, said):
    """Where nobody listens nothing was sent; where nobody answers, the provider has seen the request."""
    lab.main()

    assert said() == [
        "ConnectError: not sent, ask elsewhere at once",
        "ReadTimeout: sent, and perhaps answered and paid for",
        "the provider has seen 1 of the two",
    ]


@proves("T5.3.1-04")
def test_an_invalid_request_is_sent_once(lab, provider, said):
    """A 400 is not tried again, whatever the client may do with other failures."""
    lab.main()

    assert said()[0] == "400 invalid_request_error: mend the request"
    assert len(provider.requests()) == 1


@proves("T5.3.2-01")
def test_three_attempts_and_no_more(lab, provider, said):
    """Two failures are mended by the third try; when all fail, three were made and the error comes out."""
    lab.main()

    assert said() == [
        "two failures: answered",
        "requests: 3",
        "failures only: 503 after 3 requests",
    ]


@proves("T5.3.2-02")
def test_waits_grow_up_to_a_limit_and_differ(lab):
    """Each wait is longer than the one before, none is above the limit, and two clients differ."""
    one, other = lab.waits(lab.BACKOFF), lab.waits(lab.BACKOFF)

    growing = one[:5]
    assert growing == sorted(growing)
    assert one[0] < one[3] / 4
    assert max(one) <= 8
    assert one != other


@proves("T5.3.2-03")
def test_only_what_waiting_mends_is_tried_again(lab, provider, said):
    """400 and 401 are asked once; 429, 503 and 529 three times."""
    lab.main()

    times = {line.split(":")[0]: line.split()[2] for line in said()}
    assert times == {"400": "1", "401": "1", "429": "3", "503": "3", "529": "3"}


@proves("T5.3.2-04")
def test_each_retry_leaves_a_line(lab, provider, said):
    """The attempt, the reason and the wait stand in the log, for each try that failed."""
    lab.main()

    lines = [json.loads(line) for line in said()]
    assert [(line["attempt"], line["status"]) for line in lines[:-1]] == [(1, 529), (2, 503)]
    assert all(line["wait"] > 0 for line in lines[:-1])
    assert lines[-1] == {"event": "answered"}


@proves("T5.3.3-01")
def test_every_failure_has_the_same_shape(lab, said):
    """Refusal, validation, unknown route and bug: one object, one place for the code."""
    lab.main()

    assert said() == [
        "403 ['error'] http_403",
        "422 ['error'] invalid_request",
        "404 ['error'] http_404",
        "500 ['error'] internal_error",
    ]


@proves("T5.3.3-02")
def test_statuses_are_about_our_caller(lab, provider, said):
    """The provider's 401 is our 502, its failures our 503, its silence our 504; 400 and 429 go on."""
    lab.main()

    ours = [line.rpartition(" ")[2] for line in said()]
    assert ours == ["400", "502", "429", "503", "503", "504", "502"]


@proves("T5.3.3-03")
def test_a_message_helps_and_tells_no_secret(lab, said):
    """The message says who has to do what; the provider's words, with the key in them, stay inside."""
    lab.main()

    message, secret = said()
    assert "has to set ANTHROPIC_API_KEY" in message
    assert secret == "tells the key: False"


@proves("T5.3.3-04")
def test_the_wait_is_passed_on_in_whole_seconds(lab, provider, said):
    """The provider's wait becomes ours, rounded up."""
    lab.main()

    assert said() == ["the provider says 2.4, we say 3", "the provider says 30, we say 30"]
