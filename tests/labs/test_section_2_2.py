"""2.2 Async HTTP clients: what each lab shows."""

import pytest

from course.labs import proves


@proves("T2.2.1-01")
def test_a_client_adds_its_address_and_its_headers(lab, provider):
    """The one path that the call names becomes the whole address, with the client's key."""
    lab.main()

    entry = provider.only()
    assert (entry.path, entry.status) == ("/openai/v1/models", 200)


@proves("T2.2.1-02")
def test_get_asks_and_post_hands_over(lab, provider, said):
    """GET leaves without a body, POST with one, and the provider answers both."""
    lab.main()

    assert [(entry.method, bool(entry.body), entry.status) for entry in provider.requests()] == [
        ("GET", False, 200),
        ("POST", True, 200),
    ]
    assert said() == ["GET sent no body: 200", "POST sent a body: 200"]


@proves("T2.2.1-03")
def test_each_part_of_a_call_has_its_place_on_the_wire(lab):
    """Parameters are encoded into the address, headers join the client's, the body is JSON and says so."""
    request = lab.build()

    assert str(request.url) == "https://api.example.com/v1/search?q=fish+%26+chips&limit=2"
    assert (request.headers["X-Team"], request.headers["X-Request-ID"]) == ("blue", "r-1")
    assert request.headers["Content-Type"] == "application/json"
    assert request.content == b'{"lang":"en","exact":false}'


@proves("T2.2.2-01")
def test_the_block_closes_the_client_whatever_happens(lab, said):
    """After an exception in the block the client is closed, and says so when it is used."""
    lab.main()

    assert said() == [
        "inside: closed is False",
        "after “something in the block goes wrong”: closed is True",
        "Cannot send a request, as the client has been closed.",
    ]


@proves("T2.2.2-02")
def test_requests_at_once_share_the_pools_connections(lab, provider):
    """Six requests at once over a pool of two: the provider sees two connections, and all six requests."""
    lab.main()

    connections = [entry.connection for entry in provider.requests()]
    assert (len(connections), len(set(connections))) == (6, 2)


@proves("T2.2.2-03")
def test_one_client_uses_its_connection_again(lab, provider, said):
    """Five requests one after another come to the provider over one connection."""
    lab.main()

    assert len({entry.connection for entry in provider.requests()}) == 1
    assert said()[-1] == "connections opened: 1"


@proves("T2.2.3-01")
def test_the_whole_reply_has_a_limit_of_its_own(lab, said):
    """A reply that drips in under the read limit is ended by the total limit."""
    lab.main()

    assert said() == ["the total limit ended it"]


@proves("T2.2.3-02")
def test_the_kinds_of_timeout_are_told_apart(lab, said):
    """One request was sent and may have been done; the other never left, because the pool was full."""
    lab.main()

    assert [line.partition(":")[0] for line in said()] == ["ReadTimeout", "PoolTimeout"]


@proves("T2.2.3-03")
def test_a_status_becomes_an_exception_when_asked_for(lab, said):
    """The 429 arrives as an answer; raise_for_status makes it an error with its message and its wait."""
    lab.main()

    assert said() == [
        "an answer with status 429, and no exception so far",
        "429: Rate limit reached; again in 7 s",
    ]


@proves("T2.2.3-04")
def test_only_what_may_pass_is_tried_again_and_not_for_ever(lab, said):
    """429 and 503 are tried again until it works, 400 never, and what stays down three times."""
    lab.main()

    statuses = {}
    for line in said():
        statuses.setdefault(line.split(",")[0], []).append(line.split(": ")[1])
    assert statuses == {"/busy": ["429", "503", "200"], "/wrong": ["400"], "/down": ["500"] * 3}


@proves("T2.2.4-01")
def test_a_stream_begins_before_its_body(lab, said):
    """The client has the status before the server has sent any part of the body."""
    lab.main()

    assert said() == ["client: status 200", *(f"server: part {i}" for i in range(3)), "client: 18 bytes"]


@proves("T2.2.4-02")
def test_each_line_is_here_before_the_next_is_sent(lab, said):
    """The server sends the next line only after the client has the last, and all arrive."""
    lab.main()

    assert said()[-1] == "['data: Hel', 'data: lo', 'data: [DONE]']"


@proves("T2.2.4-03")
def test_a_large_reply_needs_little_memory(lab):
    """Reading 20 MB piece by piece never holds a quarter of it."""
    assert lab.asyncio.run(lab.measured()) < lab.SIZE / 4


def test_a_client_per_request_opens_a_connection_each_time(lab_named, provider):
    """The wrong way: five requests, five connections."""
    lab_named("client_per_request").main()

    assert len({entry.connection for entry in provider.requests()}) == 5


@pytest.mark.parametrize(("path", "times"), [("/busy", 3), ("/wrong", 3), ("/down", 3)])
def test_retrying_everything_sends_the_hopeless_three_times(lab_named, said, path, times):
    """The wrong way: a 400 is sent as often as a 500."""
    lab_named("retry_everything").main()

    assert sum(line.startswith(path) for line in said()) == times
