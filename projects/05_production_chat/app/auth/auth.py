"""Find out who is asking, and give tokens to whoever knows a password."""

from dataclasses import replace
from uuid import uuid4

from pydantic import BaseModel
from redis.asyncio import Redis

from app.auth.families import Families
from app.auth.keys import digest
from app.auth.passwords import Passwords
from app.auth.principal import OF_ROLE, SCOPES, Principal
from app.auth.tokens import Signer
from app.auth.users import Users
from app.settings import Settings
from genai_shared.errors import ForbiddenError, InvalidRequestError, UnauthenticatedError


class TokenPair(BaseModel):
    """OAuth2's answer to a login; `expires_in` is of the access token, in seconds."""

    access_token: str
    token_type: str = "bearer"  # noqa: S105 - no password, but what OAuth2 calls it
    expires_in: int
    refresh_token: str
    scope: str


class Auth:
    """Users, tokens and keys together."""

    def __init__(self, settings: Settings, users: Users, redis: Redis | None) -> None:
        self._users = users
        self._passwords = Passwords()
        self._signer = Signer(settings)
        self._families = Families(redis, settings.refresh_token_seconds)

    async def login(self, name: str, password: str, scopes: frozenset[str]) -> TokenPair:
        """Return tokens for a user, with all scopes that it may have, or those asked for.

        UnauthenticatedError: no such user, or not the password; it takes as long to find out either.
        ForbiddenError: more scopes than the user may have. InvalidRequestError: scopes that there are not.
        """
        if scopes - SCOPES.keys():
            raise InvalidRequestError(f"scope: there are {' '.join(sorted(SCOPES))}", param="scope")
        user = self._users.user(name)
        right = await self._passwords.verify(user.password if user else None, password)
        if user is None or not right:
            raise UnauthenticatedError("The user name or the password is wrong.")
        may = OF_ROLE[user.role]
        if more := scopes - may:
            raise ForbiddenError(" ".join(sorted(more)))
        principal = Principal(name, user.role, user.tier, scopes or may)
        family, jti = uuid4().hex, uuid4().hex
        await self._families.begin(family, jti)
        return self._pair(principal, family, jti)

    async def refresh(self, token: str) -> TokenPair:
        """Return a new pair for a refresh token, which is used up; UnauthenticatedError: it is not valid.

        The user is looked up again: who was removed gets nothing, who was demoted no more than is left.
        """
        claims = self._signer.read(token, "refresh")
        principal = self._users.principal(claims["sub"], frozenset(claims["scope"].split()))
        jti = uuid4().hex
        if not principal or not await self._families.rotate(claims["family"], claims["jti"], jti):
            raise UnauthenticatedError
        return self._pair(principal, claims["family"], jti)

    def principal(self, *, bearer: str | None, api_key: str | None) -> Principal:
        """Return whom the credentials of a request stand for; UnauthenticatedError: they are not valid.

        `bearer` is an access token, or, as OpenAI's clients send it, an API key.
        """
        if api_key is None and bearer is not None and bearer.count(".") == 2:
            return self._signer.read_access(bearer)
        found = self._users.key(digest(api_key or bearer or ""))
        principal = self._users.principal(found[1].user, frozenset(found[1].scopes)) if found else None
        if found is None or principal is None:
            raise UnauthenticatedError
        return replace(principal, key_id=found[0])

    def _pair(self, principal: Principal, family: str, jti: str) -> TokenPair:
        return TokenPair(
            access_token=self._signer.access(principal),
            expires_in=self._signer.access_seconds,
            refresh_token=self._signer.refresh(principal, family, jti),
            scope=" ".join(sorted(principal.scopes)),
        )
