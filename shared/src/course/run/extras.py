"""A Redis, a secret and users, for a stage of `course run` whose `.env` says nothing of its own."""

import os
import secrets
from collections.abc import Mapping
from pathlib import Path

from course.services import NoService
from course.services.redis import RedisServer
from course.stage import Stage
from course.users import FILE, PASSWORD, Users

KEY_VARIABLE = "COURSE_API_KEY"  # a key of the learner's own users, to chat with


class Extras:
    """What the stage is told beside its providers, and what a person is told about it."""

    def __init__(self, stage: Stage, values: Mapping[str, str], scratch: Path) -> None:
        self.env: dict[str, str] = {}
        self.rows: list[tuple[str, str]] = []
        self.notes: list[str] = []
        self.credentials: dict[str, str] = {}
        self._redis: RedisServer | None = None
        if "redis" in stage.services and "REDIS_URL" not in values:
            self._start_redis(scratch)
        if stage.auth:
            self._add_users(stage, values, scratch)

    def close(self) -> None:
        if self._redis:
            self._redis.close()

    def _start_redis(self, scratch: Path) -> None:
        try:
            self._redis = RedisServer(scratch)
        except NoService:
            self.notes.append(
                "There is no redis-server here: what belongs in Redis is in the app's own memory instead."
            )
            return
        self._redis.start()
        self.env["REDIS_URL"] = self._redis.url
        self.rows.append(("Redis", f"{self._redis.url} (this run's own)"))

    def _add_users(self, stage: Stage, values: Mapping[str, str], scratch: Path) -> None:
        """Give the stage users, unless the learner has made some, whose keys nobody else knows."""
        if "JWT_SECRET" not in values:
            self.env["JWT_SECRET"] = secrets.token_urlsafe(32)
        if "USERS_FILE" in values or (stage.folder / FILE).exists():
            key = os.environ.get(KEY_VARIABLE, "")
            self.credentials = {"x-api-key": key} if key else {}
            if not key:
                self.notes.append(f"The users are your own: set {KEY_VARIABLE} to a key of theirs to chat.")
            return
        users = Users(scratch / "users")
        self.env["USERS_FILE"] = str(users.file)
        self.credentials = {"x-api-key": users.usual.key}
        self.rows += [("Log in as", f"{users.usual.name}, password {PASSWORD}"), ("API key", users.usual.key)]
