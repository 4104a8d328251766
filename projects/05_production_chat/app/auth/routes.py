"""Logging in, and staying so."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from fastapi.security import OAuth2PasswordRequestForm
from pydantic import BaseModel, ConfigDict

from app.auth.auth import TokenPair
from app.auth.dependencies import AuthDep
from app.limits.rates import Rates
from genai_shared.schemas import Text

NO_STORE = "no-store"  # RFC 6749 asks for it: a cache must not keep tokens


class RefreshRequest(BaseModel):
    """A refresh token, to be used up."""

    model_config = ConfigDict(extra="forbid", strict=True)

    refresh_token: Text


def auth_routes(rates: Rates) -> APIRouter:
    """Return the two routes that need no credentials, because they give them; counted by address."""
    router = APIRouter(prefix="/v1/auth", tags=["auth"])
    limited = rates.by_address("auth")

    @router.post("/token")
    @limited
    async def token(
        request: Request,  # noqa: ARG001 - slowapi looks for it
        form: Annotated[OAuth2PasswordRequestForm, Depends()],
        auth: AuthDep,
        response: Response,
    ) -> TokenPair:
        """Log in with a name and a password."""
        response.headers["Cache-Control"] = NO_STORE
        return await auth.login(form.username, form.password, frozenset(form.scopes))

    @router.post("/refresh")
    @limited
    async def refresh(
        request: Request,  # noqa: ARG001 - slowapi looks for it
        body: RefreshRequest,
        auth: AuthDep,
        response: Response,
    ) -> TokenPair:
        """Exchange a refresh token for a new pair."""
        response.headers["Cache-Control"] = NO_STORE
        return await auth.refresh(body.refresh_token)

    return router
