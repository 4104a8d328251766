"""2.3 FastAPI async patterns: what each lab shows."""

from course.labs import proves


@proves("T2.3.1-01")
def test_async_runs_on_the_loop_and_plain_in_a_thread(lab, said):
    """The async endpoint runs in the loop's own thread, the plain one in another."""
    lab.main()

    loop, on_the_loop, plain = (line.partition(": ")[2] for line in said())
    assert on_the_loop == loop
    assert plain != loop


@proves("T2.3.1-02")
def test_a_blocking_library_is_called_in_a_thread(lab):
    """The endpoint stays on the loop; the blocking library and the plain dependency run in threads."""
    found = lab.asyncio.run(lab.run())

    assert found["text"] == "HELLO"
    assert found["thread"] != found["endpoint"]
    assert found["settings"] != found["endpoint"]


@proves("T2.3.1-03")
def test_others_are_served_while_one_waits(lab, said):
    """The health check is answered after the report has begun and before it is done."""
    lab.main()

    assert said() == ["report: begun", "health: ok", "report: done"]


@proves("T2.3.2-01")
def test_the_lifespan_frames_all_requests(lab, said):
    """It starts once before all requests, gives each its state, and ends once after the last."""
    lab.main()

    assert said() == ["start: loading", "request: tiny-1", "request: tiny-1", "end: unloading"]


@proves("T2.3.2-02")
def test_the_client_of_the_lifespan_is_shared(lab, provider):
    """Three requests to the app reach the provider over one connection."""
    lab.main()

    entries = provider.requests()
    assert (len(entries), len({entry.connection for entry in entries})) == (3, 1)


@proves("T2.3.2-03")
def test_what_was_opened_is_closed_in_reverse_even_after_a_failed_start(lab, said):
    """The cache closes before the database; when the cache cannot open, the database closes all the same."""
    lab.main()

    whole = ["database: open", "cache: open", "serving", "cache: closed", "database: closed"]
    assert said() == [*whole, "database: open", "database: closed", "not started: cache cannot be reached"]


@proves("T2.3.3-01")
def test_the_response_is_there_before_the_task_does_its_work(lab, said):
    """The task waits for the client to have its response, and it does not wait in vain."""
    lab.main()

    assert said() == ["endpoint: answering", "client: hello", "task: written"]


@proves("T2.3.3-02")
def test_a_failing_task_tells_nobody(lab, said):
    """Both clients are told 202; of the mail that failed there is no trace in any answer."""
    lab.main()

    assert said() == [
        "ada@example.com: 202, and mails sent: 1",
        "nobody: 202, and mails sent: 1",
    ]


def test_a_blocking_call_holds_up_the_health_check(lab_named, said):
    """The wrong way: health is answered when the report is done."""
    lab_named("blocking_call").main()

    assert said() == ["report: begun", "report: done", "health: ok"]
