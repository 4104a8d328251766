"""5.4 Logging and observability: what each lab shows."""

import json

from course.labs import proves


@proves("T5.4.1-01")
def test_json_cannot_be_forged_and_keeps_its_types(lab, said):
    """A name with a line break is two lines of text, and one of JSON, whose fields are still numbers."""
    lab.main()

    assert said() == ["text: 2 lines", "json: 1 line", "the tokens, by name: 42 int"]


@proves("T5.4.1-02")
def test_bound_fields_are_in_every_later_line(lab, said):
    """What was bound stands in both lines of the request, and in none of the others."""
    lab.main()

    begun, answered, idle = map(json.loads, said())
    bound = {"request_id": "r-1", "route": "/v1/chat"}
    assert begun == {"level": "info", "message": "begun", **bound}
    assert answered == {"level": "info", "message": "answered", "tokens": 42, **bound}
    assert idle == {"level": "info", "message": "idle"}


@proves("T5.4.1-03")
def test_a_level_lets_through_what_is_at_least_as_grave(lab):
    """From debug to error, each level shows one kind of line less."""
    assert [len(lab.lines(level)) for level in lab.LEVELS] == [4, 3, 2, 1]
    assert lab.lines("error") == ["error: no model answered"]


@proves("T5.4.1-04")
def test_the_log_has_the_facts_and_no_secrets(lab, said):
    """Who, where, how long and how it ended are there; of the prompt the length, of the key nothing."""
    lab.main()

    (line,) = said()
    fields = json.loads(line)
    assert fields.items() >= {"user": "ada", "status": 200, "ms": 812, "tokens": 42}.items()
    assert "sk-real-secret" not in line
    assert "my diagnosis" not in line
    assert fields.get("prompt_characters") == 12


@proves("T5.4.2-01")
def test_each_line_bears_the_id_of_its_own_request(lab, said):
    """Two requests under way together have two lines each, none of which is the other's."""
    lab.main()

    assert said() == [
        f"request_id='{name}' event='{event}'" for event in ("asked", "answered") for name in ("r-1", "r-2")
    ]


@proves("T5.4.2-02")
def test_a_sound_id_is_kept_and_another_made_anew(lab, said):
    """The caller's id is kept when it is short and plain; else there is a new one; app and answer agree."""
    lab.main()

    assert said() == ["order-66: kept True", "xxxxxxxx: made anew True", "none: made anew True"]


@proves("T5.4.2-03")
def test_the_provider_sees_our_id_and_we_log_its_own(lab, provider, said):
    """The journal has our id among the headers, and our log the provider's id of that call."""
    lab.main()

    logged = json.loads(said()[0])
    (call,) = provider.requests()
    assert call.headers.get("x-request-id") == logged["request_id"] == "r-1"
    assert logged["provider_request_id"] == call.request_id


@proves("T5.4.2-04")
def test_an_id_finds_its_lines_and_no_others(lab):
    """All lines of r-1 in order, none of r-10, and a line that is no JSON does no harm."""
    assert lab.lines_of("r-1", lab.LOG.splitlines()) == ["begun", "provider failed", "done"]


@proves("T5.4.3-01")
def test_a_histogram_shows_what_the_mean_hides(lab):
    """The mean is well below a second, and one in twenty waited longer."""
    mean, slow = lab.observe()

    assert mean < 0.5
    assert round(slow, 3) == 0.05


@proves("T5.4.3-02")
def test_tokens_are_those_the_provider_counted(lab, provider, said):
    """Input and output of two calls, each for itself, as they stand in the provider's journal."""
    lab.main()

    calls = provider.requests()
    assert said()[:2] == [
        f"input: {sum(call.usage['input_tokens'] for call in calls)}",
        f"output: {sum(call.usage['output_tokens'] for call in calls)}",
    ]


@proves("T5.4.3-03")
def test_our_failures_are_counted_apart_from_callers_mistakes(lab):
    """Of 200 answers, 14 were the callers' and 6 our own."""
    assert lab.rates() == {"2xx": 0.9, "4xx": 0.07, "5xx": 0.03}


@proves("T5.4.3-04")
def test_a_bill_is_exact(lab, said):
    """Each user's calls at the price of each model, input and output apart, to the last digit."""
    lab.main()

    assert said() == ["ada: $0.00318", "bob: $0.0101"]
