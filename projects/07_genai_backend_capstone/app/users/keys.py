"""API keys: made, listed and revoked by their owner."""

from fastapi import APIRouter

from app.dependencies import Anybody, ServicesDep
from app.openapi import fails_with
from app.users.schemas import Key, MadeKey, NewKey
from genai_shared.auth.principal import spelled
from genai_shared.errors import ForbiddenError

router = APIRouter(prefix="/v1/keys", tags=["keys"])


@router.post("", status_code=201, summary="Make an API key", responses=fails_with(401, 403, 422))
async def create(body: NewKey, caller: Anybody, services: ServicesDep) -> MadeKey:
    """Make a key with at most the scopes of these credentials. It is shown now, and never again."""
    if more := set(body.scopes) - caller.scopes:
        raise ForbiddenError(spelled(more))
    row, key = await services.users.add_key(caller.id, body.name, list(body.scopes))
    return MadeKey(**Key.of(row).model_dump(), key=key)


@router.get("", summary="List your API keys", responses=fails_with(401))
async def listed(caller: Anybody, services: ServicesDep) -> list[Key]:
    """Return your keys, newest first, revoked ones too."""
    return [Key.of(row) for row in await services.users.keys(caller.id)]


@router.delete("/{key_id}", status_code=204, summary="Revoke an API key", responses=fails_with(401, 404))
async def revoke(key_id: str, caller: Anybody, services: ServicesDep) -> None:
    """Let a key of yours be good no more, from the next request on."""
    await services.users.revoke_key(key_id, caller.id)
