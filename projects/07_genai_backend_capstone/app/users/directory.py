"""Who there is: users of the database, and those of the operator's file, if there is one."""

import structlog

from app.database.tables import UserRow
from app.users.errors import NameTakenError
from app.users.store import PREFIX, SqlUsers, new_user
from genai_shared.auth.directory import ApiKey, User
from genai_shared.auth.users_file import FileDirectory

logger = structlog.get_logger(__name__)


class UsersWithFile:
    """genai_shared's `Directory` over both. Who is in the file gets a row when they first come.

    So their conversations and their usage have an owner. Their id is their name, as the file has it, and what
    the file says of them wins over the row; who is not in it any more is nobody, whatever the row says.
    """

    def __init__(self, users: SqlUsers, file: FileDirectory) -> None:
        self._users = users
        self._file = file
        self._known: dict[str, User] = {}

    async def user_by_name(self, name: str) -> User | None:
        if user := await self._file.user_by_name(name):
            return await self._with_row(user)
        return registered(await self._users.user_by_name(name))

    async def user_by_id(self, user_id: str) -> User | None:
        if user := await self._file.user_by_id(user_id):
            return await self._with_row(user)
        return registered(await self._users.user_by_id(user_id))

    async def key_by_digest(self, digest: str) -> ApiKey | None:
        return await self._file.key_by_digest(digest) or await self._users.key_by_digest(digest)

    async def _with_row(self, user: User) -> User | None:
        """Return a user of the file, who has a row then; None: somebody who registered has the name."""
        if self._known.get(user.id) != user:
            row = new_user(user.name, user.password, user.role, user.tier)
            row.id = user.id
            try:
                await self._users.put(row)
            except NameTakenError:
                logger.error("a user of the file has a name that is registered", user=user.id)  # noqa: TRY400 - no trace
                return None
            self._known[user.id] = user
        return user


def registered(user: User | None) -> User | None:
    """Return a user who has registered; not one who was in the file once."""
    return user if user and user.id.startswith(PREFIX) else None


async def make_admin(users: SqlUsers, name: str, password: str) -> UserRow | None:
    """Make an administrator, unless there is somebody of this name; `password` is a hash."""
    if await users.user_by_name(name):
        return None
    return await users.add(new_user(name, password, role="admin", tier="premium"))
