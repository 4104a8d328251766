"""DATABASE_URL as it is pasted from a provider's page, and what SQLAlchemy and the driver need of it."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

POSTGRES = {"postgres", "postgresql", "postgresql+psycopg"}
SQLITE = {"sqlite", "sqlite+aiosqlite"}
POOLER = "-pooler"  # Neon's name for an address behind PgBouncer
CONNECT_SECONDS = 5
STATEMENT_MILLISECONDS = 15_000


@dataclass(frozen=True)
class Target:
    """Which database, by which driver, with which options for each connection."""

    url: URL
    options: dict[str, Any]

    @property
    def is_sqlite(self) -> bool:
        return self.url.get_backend_name() == "sqlite"


def target_of(text: str) -> Target:
    """Read an address. ValueError: it is none, or of a database that this service does not speak to.

    `postgres://`, `postgresql://` and `sqlite://` get the driver that we use. What the address says of TLS
    (`sslmode`, `channel_binding`) goes to libpq, which knows it.
    """
    try:
        url = make_url(text.strip().strip("'\""))
    except (ArgumentError, ValueError):
        raise ValueError("must be such as postgresql://user:password@host/name or sqlite:///file") from None
    if url.drivername in POSTGRES:
        return Target(url.set(drivername="postgresql+psycopg"), postgres_options(url))
    if url.drivername in SQLITE:
        return Target(url.set(drivername="sqlite+aiosqlite"), {"timeout": 30})
    raise ValueError("must begin with postgresql:// or sqlite://")


def postgres_options(url: URL) -> dict[str, Any]:
    """Return what psycopg is told besides: give up soon, and prepare nothing where connections are pooled.

    Behind a pooler the next statement may run on another connection, which knows nothing of a prepared one.
    """
    options: dict[str, Any] = {"connect_timeout": CONNECT_SECONDS, "application_name": "genai-capstone"}
    if POOLER in (url.host or ""):
        return {**options, "prepare_threshold": None}
    return {**options, "options": f"-c statement_timeout={STATEMENT_MILLISECONDS}"}
