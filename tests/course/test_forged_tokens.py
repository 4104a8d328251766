"""The tokens that checks make by hand are those that a library would make, and those that none would."""

import jwt
import pytest

from course.faults import AppFault
from course.tokens import altered, claims_of, signed

SECRET = "s" * 64
CLAIMS = {"sub": "ada", "scope": "chat", "exp": 4_000_000_000}


@pytest.mark.parametrize("algorithm", ["HS256", "HS384", "HS512"])
def test_a_signed_token_is_one_for_others_too(algorithm):
    """PyJWT finds the signature right and reads the same claims."""
    token = signed(CLAIMS, SECRET, algorithm)

    assert jwt.decode(token, SECRET, algorithms=[algorithm]) == CLAIMS == claims_of(token)


def test_an_altered_token_says_something_else_under_the_old_signature():
    """Only the claims change, so the signature is wrong."""
    token = altered(signed(CLAIMS, SECRET), sub="eve")

    assert claims_of(token) == CLAIMS | {"sub": "eve"}
    with pytest.raises(jwt.InvalidSignatureError):
        jwt.decode(token, SECRET, algorithms=["HS256"])


def test_a_token_signed_by_nobody_has_no_signature():
    """`alg: none`, and nothing after the second dot."""
    token = signed(CLAIMS, "", "none")

    assert jwt.get_unverified_header(token)["alg"] == "none"
    assert token.endswith(".")


def test_what_is_no_token_is_the_apps_fault():
    """An app that gives out something else fails its box."""
    with pytest.raises(AppFault):
        claims_of("abc")
