"""What this stage reads from the environment, besides what the parts from genai_shared need."""

from typing import Annotated

from pydantic import AfterValidator, Field

from app.database.url import target_of
from genai_shared.settings import ServiceSettings


def checked_address(text: str) -> str:
    """Refuse an address that cannot be one (ValueError)."""
    target_of(text)
    return text


class DatabaseSettings(ServiceSettings):
    """Where the database is. Without an address it is a file in the working folder."""

    database_url: Annotated[str, AfterValidator(checked_address)] = "sqlite:///capstone.db"
    database_pool: int = Field(default=10, ge=1)  # connections of this process, at most
    migrate_at_start: bool = True  # false: `python -m app.database` has done it, as with several processes
