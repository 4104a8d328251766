"""5.2 Rate limiting: what each lab shows."""

import pytest
from fastapi.testclient import TestClient

from course.labs import proves


@proves("T5.2.1-01")
def test_a_budget_counts_what_a_call_costs(lab, said):
    """Of ten calls each the cheap user gets ten and the dear one two: both stay under a hundred cents."""
    lab.main()

    assert said() == [
        "asks: 1 cents a call, 10 of 10 served, 10 cents spent",
        "pastes books: 48 cents a call, 2 of 10 served, 96 cents spent",
    ]


@proves("T5.2.1-03")
def test_a_limit_for_each_user_leaves_room_for_the_others(lab):
    """With one limit for all the busy user takes all of it; with one for each, everybody is served."""
    assert lab.one_for_all() == {"busy": 40}
    assert lab.per_user() == {"busy": 10, "ada": 5, "ben": 5, "cem": 5}


@proves("T5.2.2-01")
def test_the_decorated_route_is_limited(lab, said):
    """The third call of a minute is a 429; a route without the decorator has no limit."""
    lab.main()

    assert said() == [
        '/chat: 200 "hello"',
        '/chat: 200 "hello"',
        '/chat: 429 {"error":"Rate limit exceeded: 2 per 1 minute"}',
        '/health: 200 "up"',
    ]


@proves("T5.2.2-02")
def test_a_limit_is_an_amount_in_a_time(lab):
    """Each way of writing one means requests in seconds; several are all read; a typo is an error."""
    assert [lab.meaning(text) for text in lab.FORMATS] == [
        [(100, 3600)],
        [(10, 60)],
        [(10, 60)],
        [(5, 30)],
        [(1, 86400)],
        [(10, 60), (100, 3600)],
    ]
    with pytest.raises(ValueError, match="minuet"):
        lab.meaning("10/minuet")


@proves("T5.2.2-03")
def test_a_limit_follows_the_user_and_else_the_address(lab, said):
    """Two users at one address have a limit each, one user at two addresses has one, a forgery has none."""
    lab.main()

    assert said() == [
        "ada at the office: [200, 200, 429]",
        "ben at the office: [200, 200, 429]",
        "ada at home: [429, 429, 429]",
        "no token, at the office: [200, 200, 429]",
        "forged token, same office: [429, 429, 429]",
    ]


@proves("T5.2.2-04")
def test_two_processes_share_a_limit_in_redis_only(lab, said):
    """Two servers with a limit of three allow six together from memory, and three from a real Redis."""
    lab.main()

    assert said() == [f"memory: {[200] * 6 + [429] * 2}", f"redis: {[200] * 3 + [429] * 5}"]


@proves("T5.2.3-01")
def test_the_tier_in_the_token_decides_the_limit(lab, said):
    """A free user gets two calls and a premium one five, whatever their headers claim."""
    lab.main()

    assert said() == [
        f"ada, free: {[200] * 2 + [429] * 4}",
        f"ben, premium: {[200] * 5 + [429]}",
    ]


@proves("T5.2.3-02")
def test_an_upgrade_counts_from_the_next_request(lab, said):
    """The limit is looked up at each request, and holds on a route of an included router."""
    lab.main()

    assert said() == [f"free: {[200] * 2 + [429]}", f"premium: {[200] * 5 + [429]}"]


@proves("T5.2.3-03")
def test_a_429_says_which_limit_and_when_to_come_back(lab):
    """The refusal has Retry-After in seconds, what is left, and the body of our other errors."""
    client = TestClient(lab.app)

    statuses, told, bodies = zip(*(lab.ask(client) for _ in range(3)), strict=True)

    assert statuses == (200, 200, 429)
    assert 1 <= int(told[-1].get("retry-after", 0)) <= 60
    assert [headers.get("x-ratelimit-remaining") for headers in told] == ["1", "0", "0"]
    assert bodies[-1]["error"]["code"] == "rate_limited"


@pytest.mark.parametrize(
    ("name", "lines"),
    [
        ("hidden_by_an_include", ["/direct: [200, 200, 429, 429]", "/chat: [200, 200, 200, 200]"]),
        (
            "headers_need_a_response",
            ["/chat: [500, 500, 429], remaining None", "/mended: [200, 200, 429], remaining 1"],
        ),
        (
            "limit_per_url",
            ["the same chat: [200, 200, 429, 429]", "another each time: [200, 200, 200, 200]"],
        ),
        ("typo_in_a_limit", ["/chat: [200, 200, 200, 200, 200]"]),
        (
            "bare_429",
            ["200 {} hello", "200 {} hello", "429 {} {'error': 'Rate limit exceeded: 2 per 1 minute'}"],
        ),
    ],
)
def test_the_wrong_way_limits_wrongly(lab_named, said, name, lines):
    """The wrong ways do what their first lines say."""
    lab_named(name).main()

    assert said() == lines
