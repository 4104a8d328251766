"""Logging in, and staying so."""

from typing import Annotated

from fastapi import APIRouter, Depends, Response
from fastapi.security import OAuth2PasswordRequestForm
from pydantic import BaseModel, ConfigDict, Field

from genai_shared.auth.auth import TokenPair
from genai_shared.auth.dependencies import AuthDep
from genai_shared.schemas import Text

router = APIRouter(prefix="/v1/auth", tags=["auth"])
NO_STORE = "no-store"  # RFC 6749 asks for it: a cache must not keep tokens


class RefreshRequest(BaseModel):
    """A refresh token, to be used up."""

    model_config = ConfigDict(extra="forbid", strict=True)

    refresh_token: Annotated[Text, Field(examples=["eyJhbGciOiJIUzI1NiJ9.…"])]


@router.post("/token")
async def token(
    form: Annotated[OAuth2PasswordRequestForm, Depends()], auth: AuthDep, response: Response
) -> TokenPair:
    """Log in with a name and a password."""
    response.headers["Cache-Control"] = NO_STORE
    return await auth.login(form.username, form.password, frozenset(form.scopes))


@router.post("/refresh")
async def refresh(body: RefreshRequest, auth: AuthDep, response: Response) -> TokenPair:
    """Exchange a refresh token for a new pair."""
    response.headers["Cache-Control"] = NO_STORE
    return await auth.refresh(body.refresh_token)
