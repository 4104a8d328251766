"""What the endpoints of users take in and give out."""

from datetime import datetime
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, SecretStr

from app.database.tables import ApiKeyRow, UserRow
from genai_shared.auth import Role, Tier

Name = Annotated[
    str, Field(pattern=r"^[A-Za-z0-9_.@-]{1,64}$", description="letters, digits and `_.@-`", examples=["ada"])
]
Password = Annotated[SecretStr, Field(min_length=10, max_length=200, examples=["correct horse battery"])]
Scope = Literal["chat", "models", "admin"]


class Strict(BaseModel):
    """Unknown fields are refused."""

    model_config = ConfigDict(extra="forbid")


class NewUser(Strict):
    """Who wants an account."""

    name: Name
    password: Password


class Login(Strict):
    """A name and a password, as JSON; `/v1/auth/token` takes them as OAuth2's form."""

    name: Annotated[str, Field(max_length=64, examples=["ada"])]
    password: Annotated[SecretStr, Field(max_length=200, examples=["correct horse battery"])]


class NewPassword(Strict):
    """The old one, to show that it is you, and the new one."""

    current: Annotated[SecretStr, Field(max_length=200)]
    new: Password


class Profile(BaseModel):
    """A user."""

    id: str = Field(examples=["user_4be1f0a9c2d37e5f60718293"])
    name: str = Field(examples=["ada"])
    role: Role
    tier: Tier
    disabled: bool
    created_at: datetime

    @classmethod
    def of(cls, row: UserRow) -> Self:
        return cls.model_validate(row, from_attributes=True)


class UserPage(BaseModel):
    """Some users, by name."""

    data: list[Profile]
    next_after: str | None = Field(description="what `after` is for the next page; null: this is the last")


class UserChange(Strict):
    """What an administrator changes; what is not named stays."""

    tier: Tier | None = Field(default=None, examples=["premium"])
    role: Role | None = None
    disabled: bool | None = None


class NewKey(Strict):
    """A key to be made: what it is for, and what it may do."""

    name: Annotated[str, Field(min_length=1, max_length=100, examples=["my notebook"])]
    scopes: Annotated[list[Scope], Field(min_length=1)] = ["chat", "models"]


class Key(BaseModel):
    """A key, without the key itself."""

    id: str = Field(examples=["key_90ab12cd34ef5678"])
    name: str
    scopes: list[str]
    created_at: datetime
    revoked_at: datetime | None

    @classmethod
    def of(cls, row: ApiKeyRow) -> Self:
        return cls(
            id=row.id,
            name=row.name,
            scopes=row.scopes.split(),
            created_at=row.created_at,
            revoked_at=row.revoked_at,
        )


class MadeKey(Key):
    """A new key. This is the only time that it is shown."""

    key: str = Field(examples=["gk_…"])
