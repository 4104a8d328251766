"""genai_shared.auth's tokens: which are believed."""

import base64
import json
import time

import jwt
import pytest
from pydantic import SecretStr

from genai_shared.auth import Principal, Signer
from genai_shared.errors import UnauthenticatedError

SECRET = "0123456789abcdef" * 4
SIGNER = Signer(SecretStr(SECRET), "issuer", "audience", 900, 3600)
ADA = Principal("1", "ada", "user", "premium", frozenset({"chat", "models"}))


def payload(**changes):
    """An access token's claims, changed; None takes one away."""
    claims = jwt.decode(SIGNER.access(ADA), options={"verify_signature": False}) | changes
    return {name: value for name, value in claims.items() if value is not None}


def signed(claims, secret=SECRET, algorithm="HS256"):
    return jwt.encode(claims, secret, algorithm)


def unsigned(claims):
    """A token that says of itself that it needs no signature."""
    parts = ({"alg": "none", "typ": "JWT"}, claims)
    return (
        ".".join(base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=") for part in parts)
        + "."
    )


def tampered(token):
    """The same signature under another payload."""
    head, _, signature = token.split(".")
    return f"{head}.{signed(payload(role='admin', scope='admin')).split('.')[1]}.{signature}"


def test_an_access_token_stands_for_who_it_was_made_for():
    """What goes in comes out: name, role, tier, scopes."""
    assert SIGNER.read_access(SIGNER.access(ADA)) == ADA


@pytest.mark.parametrize(
    "token",
    [
        "",
        "a.b.c",
        "é.é.é",
        unsigned(payload()),
        tampered(signed(payload())),
        signed(payload(), algorithm="HS512"),
        signed(payload(), secret=SECRET[::-1]),
        signed(payload(exp=int(time.time()) - 1)),
        signed(payload(nbf=int(time.time()) + 86_400)),
        signed(payload(iat=int(time.time()) + 86_400)),
        signed(payload(aud="somebody else")),
        signed(payload(aud=["audience", "somebody else"])),
        signed(payload(iss="somebody else")),
        signed(payload(type="refresh")),
        signed(payload(type=None)),
        signed(payload(role="root")),
        signed(payload(scope=["admin"])),
        signed(payload(exp=None)),
        signed(payload(jti=None)),
        signed(payload(sub=None)),
        SIGNER.refresh(ADA, "family")[0],
    ],
)
def test_any_other_token_is_refused(token):
    """Unsigned, tampered, by another key or algorithm, too old, too new, for others, of another kind."""
    with pytest.raises(UnauthenticatedError):
        SIGNER.read_access(token)


def test_an_access_token_is_no_refresh_token():
    """Else whoever has one for 15 minutes would have it for ever."""
    with pytest.raises(UnauthenticatedError):
        SIGNER.read_refresh(SIGNER.access(ADA))
