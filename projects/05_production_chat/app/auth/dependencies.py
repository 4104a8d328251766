"""What a route asks for: `principal: Annotated[Principal, require("chat")]`."""

from typing import Annotated, Any

from fastapi import Depends, Request, Security
from fastapi.security import APIKeyHeader, OAuth2PasswordBearer, SecurityScopes

from app.auth.auth import Auth
from app.auth.principal import SCOPES, Principal
from genai_shared.errors import ForbiddenError
from genai_shared.observability.record import current_record

# Neither refuses by itself: either is enough, and our refusals have our shape. /docs shows both.
bearer = OAuth2PasswordBearer("/v1/auth/token", scopes=SCOPES, auto_error=False)
api_key = APIKeyHeader(name="X-API-Key", scheme_name="APIKey", auto_error=False)


def get_auth(request: Request) -> Auth:
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
    principal = auth.principal(bearer=token, api_key=key)
    request.state.principal = principal  # the limits count by it
    record = current_record()  # and the log names it
    record.user, record.tier = principal.name, principal.tier
    for scope in needed.scopes:
        if scope not in principal.scopes:
            raise ForbiddenError(scope)
    return principal


def require(*scopes: str) -> Any:  # noqa: ANN401 - as Depends(), it is what FastAPI puts in its place
    """Return the dependency on somebody with these scopes; without any, on anybody with credentials."""
    return Security(current_principal, scopes=scopes)
