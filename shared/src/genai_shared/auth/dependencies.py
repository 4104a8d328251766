"""What a route asks for: `principal: Annotated[Principal, require("chat")]`.

The application's lifespan yields its Auth as `auth`. Who was found is in `request.state.principal` too, for
the limits.
"""

from typing import Annotated, Any

from fastapi import Depends, Request, Security
from fastapi.security import APIKeyHeader, OAuth2PasswordBearer, SecurityScopes

from genai_shared.auth.auth import Auth
from genai_shared.auth.principal import SCOPES, Principal
from genai_shared.errors import ForbiddenError
from genai_shared.observability.record import current_record

# Neither refuses by itself: either is enough, and our refusals have our shape. /docs shows both.
bearer = OAuth2PasswordBearer("/v1/auth/token", scopes=SCOPES, auto_error=False)
api_key = APIKeyHeader(name="X-API-Key", scheme_name="APIKey", auto_error=False)


async def get_auth(request: Request) -> Auth:
    auth: Auth = request.state.auth
    return auth


AuthDep = Annotated[Auth, Depends(get_auth)]


async def current_principal(
    request: Request,
    needed: SecurityScopes,
    auth: AuthDep,
    token: Annotated[str | None, Depends(bearer)],
    key: Annotated[str | None, Depends(api_key)],
) -> Principal:
    """Return who is asking. UnauthenticatedError: nobody we know. ForbiddenError: a scope is missing."""
    principal = await auth.principal(bearer=token, api_key=key)
    request.state.principal = principal
    record = current_record()
    record.user, record.tier = principal.id, principal.tier
    for scope in needed.scopes:
        if scope not in principal.scopes:
            raise ForbiddenError(scope)
    return principal


def require(*scopes: str) -> Any:  # noqa: ANN401 - as Depends(), it is what FastAPI puts in its place
    """Return the dependency on somebody with these scopes; without any, on anybody with credentials."""
    return Security(current_principal, scopes=scopes)
