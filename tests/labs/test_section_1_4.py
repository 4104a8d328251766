"""1.4 Dependency injection: what each lab shows."""

from course.labs import proves


@proves("T1.4.1-01")
def test_a_dependencys_parameters_come_from_the_request(lab, said):
    """Two endpoints share one function that reads the query, with its limits."""
    lab.main()

    assert said() == [
        "/numbers?skip=5&limit=3: 200 [5, 6, 7]",
        "/letters?skip=5&limit=3: 200 fgh",
        "/letters?limit=51: 422 ['query', 'limit']",
    ]


@proves("T1.4.1-02")
def test_a_named_dependency_is_given_by_the_framework_or_by_you(lab, said):
    """FastAPI reads the header for it; called as a plain function, the endpoint takes any value."""
    lab.main()

    assert said() == ["de-CH: Guten Tag", "fr: Hello", "as a plain function: Guten Tag"]


@proves("T1.4.1-03")
def test_a_dependency_has_settings_of_its_own(lab, said):
    """The same class with two limits: the text that is too long for a title is no problem for a summary."""
    lab.main()

    assert said() == ["/title: 413 {'detail': 'at most 10 characters'}", "/summary: 200 a doz…"]


@proves("T1.4.2-01")
def test_a_shared_dependency_is_called_once_per_request(lab, said):
    """Three need the token, it is read once; each is called after what it needs."""
    lab.main()

    assert said() == ["token: read", "user: looked up", "quota: for user of abc", "user of abc: 3 left"]


@proves("T1.4.2-02")
def test_a_routers_dependency_guards_all_its_endpoints(lab, said):
    """What is under the router is refused to users and open to admins; what is not, is open to all."""
    lab.main()

    assert [line.rpartition(": ")[2] for line in said()] == ["200", "403", "403", "200", "200", "200"]


@proves("T1.4.3-01")
def test_a_session_commits_rolls_back_and_is_given_back(lab, said):
    """In PostgreSQL the good notes are stored, the failed request's is not, and no connection is kept."""
    lab.main()

    assert said() == [
        "milk: 201",
        "forbidden: 422",
        "tea: 201",
        "stored: ['milk', 'tea']",
        "connections still taken: 0",
    ]


@proves("T1.4.3-02")
def test_an_endpoint_that_asks_for_a_user_has_one(lab, said):
    """No token and a made-up one are 401 with WWW-Authenticate; a known one is a user."""
    lab.main()

    assert said() == [
        "401 Bearer {'detail': 'Not authenticated'}",
        "401 Bearer {'detail': 'this token is not known'}",
        "200 - you are ada",
    ]


@proves("T1.4.3-03")
def test_settings_are_read_once_and_replaced_in_tests(lab, said, monkeypatch):
    """Two requests read the environment once; a test's own settings take over; the key stays hidden."""
    monkeypatch.setenv("LAB_MODEL", "from the environment")
    lab.main()

    assert said() == [
        "settings: read",
        *["from the environment, key "] * 2,
        "for a test, key **********",
    ]
