"""5.1 Authentication and authorization: what each lab shows."""

import jwt
import pytest

from course.labs import proves


@proves("T5.1.1-01")
def test_anyone_reads_a_token_and_only_the_key_signs_it(lab, said):
    """Header and payload are JSON in base64url; an HMAC of both, made by hand, is PyJWT's signature."""
    lab.main()

    assert said() == [
        "header: {'alg': 'HS256', 'typ': 'JWT'}",
        "payload: {'sub': 'ada', 'role': 'user'}",
        "our signature is PyJWT's: True",
    ]


@proves("T5.1.1-02")
def test_a_token_says_for_whom_by_whom_and_until_when(lab):
    """A new token holds seven claims, ends fifteen minutes after its issue, and has its own number."""
    first, second = (
        jwt.decode(lab.create_token("ada", "user"), lab.KEY, algorithms=["HS256"], audience="chat-api")
        for _ in range(2)
    )

    assert set(first) == {"sub", "role", "iss", "aud", "iat", "exp", "jti"}
    assert first["exp"] - first["iat"] == 15 * 60
    assert first["jti"] != second["jti"]


@proves("T5.1.1-03")
def test_only_our_own_tokens_for_this_api_are_accepted(lab, said):
    """One token of seven gets in; another key, algorithm, issuer, audience, or a missing end is refused."""
    lab.main()

    assert said() == [
        "good: ada",
        "another key: InvalidSignatureError",
        "no signature: InvalidAlgorithmError",
        "another algorithm: InvalidAlgorithmError",
        "another issuer: InvalidIssuerError",
        "another audience: InvalidAudienceError",
        "no expiry: MissingRequiredClaimError",
    ]


@proves("T5.1.1-04")
def test_an_ended_token_is_refused_as_ended(lab, said):
    """A token ends at `exp` and the leeway; ended says "refresh", and damaged says "log in"."""
    lab.main()

    assert said() == [
        "ends in 15 minutes: 200 ada",
        "ended 10 seconds ago: 200 ada",
        "ended an hour ago: 401 token_expired: refresh, and try again",
        "cut short: 401 token_invalid: log in",
    ]


@proves("T5.1.2-01")
def test_the_scheme_reads_the_header_and_judges_no_token(lab, said):
    """No Bearer header: a 401 that names the scheme. Any string after Bearer is passed on."""
    lab.main()

    assert said() == [
        "no header: 401 {'detail': 'Not authenticated'}, asks for Bearer",
        "Basic YWRhOng=: 401 {'detail': 'Not authenticated'}, asks for Bearer",
        "Bearer anything: 200 anything, asks for None",
        "docs: {'HTTPBearer': {'type': 'http', 'scheme': 'bearer'}}",
    ]


@proves("T5.1.2-02")
def test_a_good_token_becomes_a_user_and_every_other_the_same_401(lab, said):
    """The endpoint gets a user; expired, forged and garbage cannot be told apart from outside."""
    lab.main()

    assert said() == [
        'good: 200 {"name":"ada","role":"user"}',
        *(f'{name}: 401 {{"detail":"token not accepted"}}' for name in ("expired", "forged", "garbage")),
    ]


@proves("T5.1.2-03")
def test_a_stranger_gets_401_and_the_wrong_role_403(lab, said):
    """Each route of the router asks for a token, one for a role as well, and the health check for nothing."""
    lab.main()

    assert said() == [
        "no token: [200, 401, 401]",
        "ada-token: [200, 200, 403]",
        "root-token: [200, 200, 200]",
    ]


@proves("T5.1.3-01")
def test_a_deleted_key_stays_in_the_history(lab, said):
    """The key is in no file any more, and one command finds the two commits that it is in."""
    lab.main()

    assert said() == ["in the file: False", "in the history: ['Remove the key', 'Call the model']"]


@proves("T5.1.3-02")
def test_a_bad_key_stops_the_start_and_a_good_one_is_not_shown(lab, said, monkeypatch):
    """A weak and an empty key stop the start, by name; good ones reach the SDK and never the output."""
    for name in ("JWT_SECRET", "OPENAI_API_KEY"):
        monkeypatch.setenv(name, "put back after the test")

    lab.main()

    refused, started, used = said()
    assert refused.startswith("not started: ")
    assert "jwt_secret" in refused
    assert "openai_api_key" in refused
    assert "changeme" not in refused
    assert "0123456789abcdef" not in started
    assert "sk-sim-lab" not in started
    assert used == "for the SDK: 10 characters"


@proves("T5.1.3-03")
def test_a_refresh_token_used_twice_ends_its_session(lab, said):
    """The second use fails and ends the family, the thief's next token too; a new log-in is not touched."""
    lab.main()

    over = "not a refresh token, or its session is over"
    assert said() == [
        "the thief, first: new tokens",
        "ada, with the token she has: used twice: session ended",
        f"the thief, with the next one: {over}",
        f"anyone, with an access token: {over}",
        "ada, logged in again: new tokens",
    ]


@proves("T5.1.3-04")
def test_only_pages_of_our_origin_may_read_the_answers(lab, said):
    """Our origin is named in the answer; another one's preflight fails, and its request names nobody."""
    lab.main()

    ours, theirs = "https://app.example.com", "https://evil.example.com"
    assert said() == [
        f"{ours}, preflight: 200 OK",
        f"{ours}, request: 200, the browser may show it to {ours}",
        f"{theirs}, preflight: 400 Disallowed CORS origin",
        f"{theirs}, request: 200, the browser may show it to None",
    ]


@pytest.mark.parametrize(
    ("name", "last"),
    [
        ("algorithm_from_the_token", "no signature: admin"),
        (
            "cors_for_everyone",
            "https://evil.example.com, request: 200, the browser may show it to https://evil.example.com",
        ),
    ],
)
def test_the_wrong_way_lets_the_stranger_in(lab_named, said, name, last):
    """The wrong ways do what their first lines say."""
    lab_named(name).main()

    assert said()[-1] == last
