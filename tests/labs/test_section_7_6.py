"""7.6 Deployment errors: what each mended app does; its broken twin must fail the same test."""

from course.labs import proves


@proves("T7.6-01")
def test_a_missing_variable_is_named_before_anybody_is_served(lab, said):
    """Without its key the app ends at the start, with a line that names it; with the key it serves."""
    lab.main()

    without, with_key = said()
    assert without == "deployment stopped: cannot start: CHAT_API_KEY is not set"
    assert with_key.startswith("deployed; the first user gets 200")


@proves("T7.6-02")
def test_each_import_comes_with_the_requirements(lab, said):
    """On a machine that has the requirements and what they need, and nothing else, every import is found."""
    lab.main()

    assert said() == [f"import {module}: found" for module in lab.IMPORTS]


@proves("T7.6-03")
def test_the_pins_fit_together(lab, said):
    """No pin lies outside of what another pinned package allows."""
    lab.main()

    assert said() == ["build: all pins fit together"]
    assert set(lab.PINS) == {"fastapi", "pydantic"}


@proves("T7.6-04")
def test_the_app_listens_at_the_port_it_is_given(lab, said):
    """The platform's question at the port it chose is answered."""
    lab.main()

    assert said() == ["the platform asks at its port: 200, goes live"]


@proves("T7.6-05")
def test_the_app_listens_for_everyone(lab, said):
    """The server's socket listens at all addresses, not at that of its own container alone."""
    lab.main()

    assert said() == ["listens at 0.0.0.0: reached by everyone"]


@proves("T7.6-06")
def test_the_answer_does_not_wait_for_the_work(lab, said):
    """The answer is 202 while the work runs; its status tells when it is done, and it is done once."""
    lab.main()

    lines = said()
    assert [line for line in lines if line != "work: begun"] == [
        'POST /summaries: 202 {"status_at":"/summaries/job-1"}',
        'GET /summaries/job-1: 200 {"state":"running"}',
        'GET /summaries/job-1: 200 {"state":"done","result":"a summary"}',
    ]
    assert lines.count("work: begun") == 1
