"""7.5 OAuth and its faults: what each lab shows."""

from course.labs import proves


@proves("T7.5-01")
def test_a_code_is_worth_a_token_once_and_with_its_verifier(lab, said):
    """A code gives a token to the app that has its verifier, once; a stolen one gives `invalid_grant`."""
    lab.main()

    assert [line for line in said() if not line.startswith("back")] == [
        "code and verifier: 200 a token",
        "the same again: 400 invalid_grant",
        "a stolen code: 400 invalid_grant",
    ]


@proves("T7.5-02")
def test_only_the_registered_address_gets_a_code(lab, said):
    """Only the registered address gets the code; others, however alike, an error page until registered."""
    lab.main()

    first, *others, mended = said()
    assert first == f"{lab.TRIES[0]}: 302, sent to {lab.TRIES[0]}?code=c-1&state=s-1"
    assert others == [f"{uri}: 400, sent to nowhere" for uri in lab.TRIES[1:]]
    assert mended.endswith(": 302")


@proves("T7.5-03")
def test_an_expired_token_is_refreshed_once(lab, said):
    """After `invalid_token` the client refreshes once; after `invalid_grant` the user signs in again."""
    lab.main()

    refused = 'me: 401 Bearer error="invalid_token", error_description="Signature has expired"'
    assert said() == [
        *(refused, "refresh: 200 a new token", "me: 200", "ada"),
        *(refused, "refresh: 400 invalid_grant", "sign in again"),
    ]


@proves("T7.5-04")
def test_a_missing_scope_is_asked_for_by_its_name(lab, said):
    """An unknown token is a 401, to refresh; a missing scope is a 403 that names what must be granted."""
    lab.main()

    assert said() == ["t-0: 401, refresh", 't-1: 403, ask the user for "calendar.read"', "t-2: 200, nothing"]


@proves("T7.5-05")
def test_a_sign_in_that_was_not_begun_here_is_refused(lab, said):
    """A code that comes with the state of another browser is refused, and this browser's own is taken."""
    lab.main()

    foreign, own = said()
    assert ": 400 {'error': " in foreign
    assert own.endswith("200 {'signed_in_as': 'bo'}")


@proves("T7.5-06")
def test_a_refusal_is_answered_with_what_it_means(lab, said):
    """Who says no is let back in peace, a provider that is down is a 503, and a fault of ours is a 500."""
    lab.main()

    assert [line.split()[:2] for line in said()] == [
        ["code=c-1:", "200"],
        ["error=access_denied:", "200"],
        ["error=temporarily_unavailable:", "503"],
        ["error=invalid_scope:", "500"],
    ]
