"""Who there is: users of the database, and those of the operator's file, if there is one."""

import structlog

from app.database.tables import UserRow
from app.users.errors import NameTakenError
from app.users.store import SqlUsers, new_user
from genai_shared.auth.directory import ApiKey, User
from genai_shared.auth.users_file import FileDirectory

logger = structlog.get_logger(__name__)
PREFIX = "file:"  # of the ids of those in the file


class UsersWithFile:
    """genai_shared's `Directory` over both. Who is in the file gets a row when they first come.

    So their conversations and their usage have an owner; what the file says of them wins over the row.
    """

    def __init__(self, users: SqlUsers, file: FileDirectory) -> None:
        self._users = users
        self._file = file
        self._known: dict[str, User] = {}

    async def user_by_name(self, name: str) -> User | None:
        if user := await self._file.user_by_name(name):
            return await self._with_row(user)
        user = await self._users.user_by_name(name)
        return None if user and user.id.startswith(PREFIX) else user

    async def user_by_id(self, user_id: str) -> User | None:
        if not user_id.startswith(PREFIX):
            return await self._users.user_by_id(user_id)
        user = await self._file.user_by_id(user_id.removeprefix(PREFIX))
        return await self._with_row(user) if user else None

    async def key_by_digest(self, digest: str) -> ApiKey | None:
        if key := await self._file.key_by_digest(digest):
            return ApiKey(key.id, PREFIX + key.user_id, key.scopes)
        return await self._users.key_by_digest(digest)

    async def _with_row(self, user: User) -> User | None:
        """Return a user of the file, who has a row then; None: somebody else has the name."""
        mine = User(PREFIX + user.id, user.name, user.password, user.role, user.tier)
        if self._known.get(mine.id) != mine:
            row = new_user(mine.name, mine.password, mine.role, mine.tier)
            row.id = mine.id
            try:
                await self._users.put(row)
            except NameTakenError:
                logger.error("a user of the file has a name that is registered", user=mine.id)  # noqa: TRY400 - no trace
                return None
            self._known[mine.id] = mine
        return mine


async def make_admin(users: SqlUsers, name: str, password: str) -> UserRow | None:
    """Make an administrator, unless there is somebody of this name; `password` is a hash."""
    if await users.user_by_name(name):
        return None
    return await users.add(new_user(name, password, role="admin", tier="premium"))
