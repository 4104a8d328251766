"""Make an account, log in, and look after it."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Response
from fastapi.security import OAuth2PasswordRequestForm

from app.dependencies import Anybody, ServicesDep
from app.openapi import fails_with
from app.users.errors import RegistrationClosedError
from app.users.schemas import Login, NewPassword, NewUser, Profile
from app.users.store import new_user
from genai_shared.auth import TokenPair
from genai_shared.errors import UnauthenticatedError
from genai_shared.limits import limit_address

NO_STORE = {"Cache-Control": "no-store"}
BY_ADDRESS: list[Any] = [limit_address("auth")]
open_router = APIRouter(tags=["users"], dependencies=BY_ADDRESS)
router = APIRouter(prefix="/v1/me", tags=["users"])


@open_router.post(
    "/v1/auth/register",
    status_code=201,
    summary="Make an account",
    responses=fails_with(403, 409, 422, 429),
)
async def register(body: NewUser, services: ServicesDep) -> Profile:
    """Make an account of the free tier; then log in."""
    if not services.settings.registration:
        raise RegistrationClosedError
    hashed = await services.auth.passwords.hash(body.password.get_secret_value())
    return Profile.of(await services.users.add(new_user(body.name, hashed)))


@open_router.post("/v1/auth/login", summary="Log in with JSON", responses=fails_with(401, 422, 429))
async def login(body: Login, services: ServicesDep, response: Response) -> TokenPair:
    """Give tokens for a name and a password."""
    response.headers.update(NO_STORE)
    return await services.auth.login(body.name, body.password.get_secret_value())


@open_router.post("/token", summary="Log in with a form", responses=fails_with(401, 422, 429))
async def token(
    form: Annotated[OAuth2PasswordRequestForm, Depends()], services: ServicesDep, response: Response
) -> TokenPair:
    """Do the same as `/v1/auth/token`, at the address that tutorials use."""
    response.headers.update(NO_STORE)
    return await services.auth.login(form.username, form.password, frozenset(form.scopes))


@router.get("", summary="Who am I", responses=fails_with(401))
async def profile(caller: Anybody, services: ServicesDep) -> Profile:
    """Return your account."""
    return Profile.of(await services.users.row(caller.id))


@router.post(
    "/password",
    status_code=204,
    summary="Change your password",
    responses=fails_with(401, 422),
    dependencies=BY_ADDRESS,
)
async def change_password(body: NewPassword, caller: Anybody, services: ServicesDep) -> None:
    """Take another password, and end every log-in: who knew the old one is out when their token expires."""
    passwords, row = services.auth.passwords, await services.users.row(caller.id)
    if caller.key_id or not await passwords.verify(row.password, body.current.get_secret_value()):
        raise UnauthenticatedError("This takes a log-in, and the password that you have now.")
    await services.users.change(row.id, password=await passwords.hash(body.new.get_secret_value()))
    await services.users.log_out(row.id)


@router.post("/logout", status_code=204, summary="End every log-in", responses=fails_with(401))
async def log_out(caller: Anybody, services: ServicesDep) -> None:
    """Let no refresh token of yours be good any more; access tokens end when they expire."""
    await services.users.log_out(caller.id)
