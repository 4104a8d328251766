"""Who is asking, and what they may do."""

from dataclasses import dataclass
from typing import Literal

Role = Literal["user", "admin"]
Tier = Literal["free", "premium"]

SCOPES = {
    "chat": "Ask the models, which costs money",
    "models": "See which models there are",
    "admin": "See what other users have used",
}
OF_ROLE: dict[Role, frozenset[str]] = {
    "user": frozenset({"chat", "models"}),
    "admin": frozenset(SCOPES),
}


@dataclass(frozen=True)
class Principal:
    """Somebody whose credentials were valid. `key_id` names the API key, if it was one."""

    name: str
    role: Role
    tier: Tier
    scopes: frozenset[str]
    key_id: str | None = None
