"""Access and refresh tokens: JWT, signed by HS256 and by nothing else."""

import time
from typing import Any, get_args
from uuid import uuid4

import jwt

from app.auth.principal import Principal, Role, Tier
from app.settings import Settings
from genai_shared.errors import UnauthenticatedError

ALGORITHM = "HS256"
REQUIRED = ["iss", "aud", "sub", "iat", "nbf", "exp", "jti", "type", "scope"]


class Signer:
    """Writes and reads tokens."""

    def __init__(self, settings: Settings) -> None:
        self._secret = settings.jwt_secret.get_secret_value()
        self._issuer, self._audience = settings.jwt_issuer, settings.jwt_audience
        self.access_seconds = settings.access_token_seconds
        self.refresh_seconds = settings.refresh_token_seconds

    def access(self, principal: Principal) -> str:
        """Return a token that says who this is, until it expires, whatever happens meanwhile."""
        extra = {"role": principal.role, "tier": principal.tier}
        return self._sign("access", principal, self.access_seconds, jti=uuid4().hex, **extra)

    def refresh(self, principal: Principal, family: str, jti: str) -> str:
        """Return a token that can be exchanged, once, for a new pair."""
        return self._sign("refresh", principal, self.refresh_seconds, jti=jti, family=family)

    def read_access(self, token: str) -> Principal:
        """Return whom an access token speaks for; UnauthenticatedError for anything else."""
        claims = self.read(token, "access")
        if claims.get("role") not in get_args(Role) or claims.get("tier") not in get_args(Tier):
            raise UnauthenticatedError
        return Principal(claims["sub"], claims["role"], claims["tier"], frozenset(claims["scope"].split()))

    def read(self, token: str, kind: str) -> dict[str, Any]:
        """Return a token's claims; UnauthenticatedError unless each is as it must be.

        The algorithm is ours, not the one that the token names: it could name none. And each kind is good
        for one thing: else who has an access token, for minutes, could refresh it for ever.
        """
        try:
            claims: dict[str, Any] = jwt.decode(
                token,
                self._secret,
                algorithms=[ALGORITHM],
                issuer=self._issuer,
                audience=self._audience,
                options={"require": REQUIRED, "strict_aud": True},
            )
        except jwt.InvalidTokenError:
            raise UnauthenticatedError from None
        if claims["type"] != kind or not isinstance(claims["scope"], str):
            raise UnauthenticatedError
        return claims

    def _sign(self, kind: str, principal: Principal, seconds: int, **extra: str) -> str:
        now = int(time.time())
        claims = {
            "iss": self._issuer,
            "aud": self._audience,
            "sub": principal.name,
            "iat": now,
            "nbf": now,
            "exp": now + seconds,
            "type": kind,
            "scope": " ".join(sorted(principal.scopes)),
        }
        return jwt.encode(claims | extra, self._secret, ALGORITHM)
