"""What an administrator does: see users, change them, and take their keys and log-ins away."""

from typing import Annotated

from fastapi import APIRouter, Query

from app.dependencies import Admin, ServicesDep
from app.openapi import fails_with
from app.users.schemas import Key, Profile, UserChange, UserPage
from genai_shared.errors import ForbiddenError

router = APIRouter(prefix="/v1/admin", tags=["admin"], responses=fails_with(401, 403))


@router.get("/users", summary="List users")
async def users(
    _: Admin,
    services: ServicesDep,
    limit: Annotated[int, Query(ge=1, le=100)] = 50,
    after: Annotated[str, Query(max_length=64, description="`next_after` of the page before")] = "",
) -> UserPage:
    """List users by name."""
    rows = await services.users.page(after, limit + 1)
    shown = rows[:limit]
    more = shown[-1].name if len(rows) > limit else None
    return UserPage(data=[Profile.of(row) for row in shown], next_after=more)


@router.patch("/users/{user_id}", summary="Change a user", responses=fails_with(404, 422))
async def change(user_id: str, body: UserChange, admin: Admin, services: ServicesDep) -> Profile:
    """Change a user's tier or role, or disable them: their keys and refresh tokens are refused at once."""
    if user_id == admin.id and (body.disabled or body.role == "user"):
        raise ForbiddenError("admin")  # or there might be nobody left who can undo it
    values = body.model_dump(exclude_none=True)
    return Profile.of(await services.users.change(user_id, **values))


@router.get("/users/{user_id}/keys", summary="List a user's API keys", responses=fails_with(404))
async def keys(user_id: str, _: Admin, services: ServicesDep) -> list[Key]:
    """List a user's keys, newest first."""
    await services.users.row(user_id)
    return [Key.of(row) for row in await services.users.keys(user_id)]


@router.post(
    "/users/{user_id}/revoke",
    status_code=204,
    summary="Revoke all of a user's credentials",
    responses=fails_with(404),
)
async def revoke_all(user_id: str, _: Admin, services: ServicesDep) -> None:
    """Revoke every key and end every log-in of a user."""
    await services.users.row(user_id)
    await services.users.revoke_keys(user_id)
    await services.users.log_out(user_id)


@router.delete(
    "/keys/{key_id}", status_code=204, summary="Revoke anybody's API key", responses=fails_with(404)
)
async def revoke_key(key_id: str, _: Admin, services: ServicesDep) -> None:
    """Revoke one key, whoever has it."""
    await services.users.revoke_key(key_id)
