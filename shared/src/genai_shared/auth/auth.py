"""Find out who is asking, and give tokens to whoever knows a password."""

from dataclasses import dataclass
from uuid import uuid4

from pydantic import BaseModel

from genai_shared.auth.api_keys import digest
from genai_shared.auth.directory import Directory
from genai_shared.auth.families import Families
from genai_shared.auth.passwords import Passwords
from genai_shared.auth.principal import SCOPES, Principal, spelled
from genai_shared.auth.settings import AuthSettings
from genai_shared.auth.tokens import Signer
from genai_shared.errors import ForbiddenError, InvalidRequestError, UnauthenticatedError


class TokenPair(BaseModel):
    """OAuth2's answer to a login; `expires_in` is of the access token, in seconds."""

    access_token: str
    token_type: str = "bearer"  # noqa: S105 - no password, but what OAuth2 calls it
    expires_in: int
    refresh_token: str
    scope: str


@dataclass(frozen=True)
class Auth:
    """The four parts of authentication, and how they work together."""

    directory: Directory
    passwords: Passwords
    signer: Signer
    families: Families

    async def login(self, name: str, password: str, scopes: frozenset[str] = frozenset()) -> TokenPair:
        """Return tokens for a user, with all scopes that it may have, or those asked for.

        UnauthenticatedError: no such user, or not the password; it takes as long to find out either.
        ForbiddenError: more scopes than the user may have. InvalidRequestError: scopes that there are not.
        """
        if scopes - SCOPES.keys():
            raise InvalidRequestError(f"scope: there are {spelled(SCOPES)}", param="scope")
        user = await self.directory.user_by_name(name)
        right = await self.passwords.verify(user.password if user else None, password)
        if user is None or not right:
            raise UnauthenticatedError("The user name or the password is wrong.")
        if more := scopes - user.scopes:
            raise ForbiddenError(spelled(more))
        principal = user.principal(scopes or user.scopes)
        family = f"{user.id}.{uuid4().hex}"  # a store that keeps users can end all families of one
        refresh, jti = self.signer.refresh(principal, family)
        await self.families.begin(family, jti, self.signer.refresh_seconds)
        return self._pair(principal, refresh)

    async def refresh(self, token: str) -> TokenPair:
        """Return a new pair for a refresh token, which is used up; UnauthenticatedError when it is not valid.

        The user is looked up again: who was removed, or demoted, gets no more than is left.
        """
        claims = self.signer.read_refresh(token)
        if (user := await self.directory.user_by_id(claims.sub)) is None:
            raise UnauthenticatedError
        principal = user.principal(frozenset(claims.scope.split()))
        refresh, jti = self.signer.refresh(principal, claims.family)
        if not await self.families.rotate(claims.family, claims.jti, jti, self.signer.refresh_seconds):
            raise UnauthenticatedError
        return self._pair(principal, refresh)

    async def principal(self, *, bearer: str | None, api_key: str | None) -> Principal:
        """Return whom the credentials of a request stand for; UnauthenticatedError when they are not valid.

        `bearer` is an access token, or, as OpenAI's clients send it, an API key.
        """
        if api_key is None and bearer is not None and bearer.count(".") == 2:
            return self.signer.read_access(bearer)
        if key := api_key or bearer:
            return await self._by_key(key)
        raise UnauthenticatedError

    async def _by_key(self, key: str) -> Principal:
        found = await self.directory.key_by_digest(digest(key))
        user = await self.directory.user_by_id(found.user_id) if found else None
        if found is None or user is None:
            raise UnauthenticatedError
        return user.principal(found.scopes, found.id)

    def _pair(self, principal: Principal, refresh: str) -> TokenPair:
        return TokenPair(
            access_token=self.signer.access(principal),
            expires_in=self.signer.access_seconds,
            refresh_token=refresh,
            scope=spelled(principal.scopes),
        )


def build_auth(settings: AuthSettings, directory: Directory, families: Families) -> Auth:
    """Put the parts together as the environment says."""
    signer = Signer(
        settings.jwt_secret,
        settings.jwt_issuer,
        settings.jwt_audience,
        settings.access_token_seconds,
        settings.refresh_token_seconds,
    )
    return Auth(directory, Passwords(), signer, families)
