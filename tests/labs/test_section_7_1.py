"""7.1 Endpoints, measured: what each lab shows."""

from course.labs import proves


@proves("T7.1-01")
def test_how_many_are_inside_at_once_tells_the_three_apart(lab):
    """At once inside: all requests where it awaits, as many as there are threads, and one where it blocks."""
    lab.main()

    most = {path: gauge.most for path, gauge in lab.gauges.items()}
    assert most["/async"] == lab.REQUESTS
    assert 1 < most["/plain"] <= 40
    assert most["/blocking"] == 1


@proves("T7.1-02")
def test_only_what_does_no_harm_is_repeated(lab, said):
    """A GET is asked again; a POST is not, unless its key makes it one order however often it is sent."""
    lab.main()

    assert [line.partition("; ")[2] for line in said()] == [
        "orders made: 0",
        "orders made: 1",
        "orders made: 1",
    ]


@proves("T7.1-03")
def test_health_is_answered_while_other_processes_compute(lab, said):
    """Both sums have begun and health has answered before the first sum is done."""
    lab.main()

    assert said() == ["sum: begun", "sum: begun", "health: ok", "sum: done", "sum: done"]
