"""Access and refresh tokens: JWT, signed by HS256 and by nothing else."""

import time
from dataclasses import dataclass
from typing import Any, Literal, TypeVar
from uuid import uuid4

import jwt
from pydantic import BaseModel, ConfigDict, SecretStr, ValidationError

from genai_shared.auth.principal import Principal, Role, Tier, spelled
from genai_shared.errors import UnauthenticatedError

ALGORITHM = "HS256"


class Claims(BaseModel):
    """What both kinds of tokens say. `type` keeps one from being used as the other."""

    model_config = ConfigDict(frozen=True, strict=True)

    sub: str
    jti: str
    iat: int
    nbf: int
    exp: int
    scope: str


class AccessClaims(Claims):
    type: Literal["access"] = "access"
    name: str
    role: Role
    tier: Tier


class RefreshClaims(Claims):
    """`family` is the login that it began with; a family ends as a whole."""

    type: Literal["refresh"] = "refresh"
    family: str


AnyClaims = TypeVar("AnyClaims", bound=Claims)


@dataclass(frozen=True)
class Signer:
    """Writes and reads tokens. Lifetimes are in seconds."""

    secret: SecretStr
    issuer: str
    audience: str
    access_seconds: int
    refresh_seconds: int

    def access(self, principal: Principal) -> str:
        """Return a token that says who this is, until it expires, whatever happens meanwhile."""
        return self._sign(
            AccessClaims(
                sub=principal.id,
                name=principal.name,
                role=principal.role,
                tier=principal.tier,
                scope=spelled(principal.scopes),
                **self._times(self.access_seconds),
            )
        )

    def refresh(self, principal: Principal, family: str) -> tuple[str, str]:
        """Return a token that can be exchanged once for a new pair, and its `jti`."""
        claims = RefreshClaims(
            sub=principal.id,
            family=family,
            scope=spelled(principal.scopes),
            **self._times(self.refresh_seconds),
        )
        return self._sign(claims), claims.jti

    def read_access(self, token: str) -> Principal:
        """Return whom an access token speaks for; UnauthenticatedError for anything else."""
        claims = self._read(token, AccessClaims)
        return Principal(claims.sub, claims.name, claims.role, claims.tier, frozenset(claims.scope.split()))

    def read_refresh(self, token: str) -> RefreshClaims:
        """Return what a refresh token says; UnauthenticatedError for anything else."""
        return self._read(token, RefreshClaims)

    @staticmethod
    def _times(seconds: int) -> dict[str, Any]:
        now = int(time.time())
        return {"iat": now, "nbf": now, "exp": now + seconds, "jti": uuid4().hex}

    def _sign(self, claims: Claims) -> str:
        payload = {**claims.model_dump(), "iss": self.issuer, "aud": self.audience}
        return jwt.encode(payload, self.secret.get_secret_value(), ALGORITHM)

    def _read(self, token: str, kind: type[AnyClaims]) -> AnyClaims:
        """Verify first the signature, by our algorithm, not the token's; then every claim."""
        try:
            payload = jwt.decode(
                token,
                self.secret.get_secret_value(),
                algorithms=[ALGORITHM],
                issuer=self.issuer,
                audience=self.audience,
                options={
                    "require": ["iss", "aud", "sub", "iat", "nbf", "exp", "jti", "type"],
                    "strict_aud": True,
                },
            )
            return kind.model_validate(payload)
        except (jwt.InvalidTokenError, ValidationError):
            raise UnauthenticatedError from None
