"""What this stage reads from the environment, besides what the parts from genai_shared need."""

from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr, ValidationInfo, field_validator
from pydantic_settings import NoDecode

from app.database.url import target_of
from genai_shared.auth import AuthSettings
from genai_shared.limits import LimitSettings
from genai_shared.readiness import ReadySettings
from genai_shared.retries import RetrySettings
from genai_shared.settings import Seconds, ServiceSettings
from genai_shared.sse import StreamSettings


def checked_address(text: str) -> str:
    """Refuse an address that cannot be one (ValueError)."""
    target_of(text)
    return text


def words(value: object) -> object:
    """Read `a, b` as a list: JSON in a variable is more than an operator wants to write."""
    return (
        tuple(word for part in value.split(",") if (word := part.strip()))
        if isinstance(value, str)
        else value
    )


Words = Annotated[tuple[str, ...], NoDecode, BeforeValidator(words)]
Dollars = Annotated[float, Field(ge=0, allow_inf_nan=False)]


class DatabaseSettings(ServiceSettings):
    """Where the database is. Without an address it is a file in the working folder."""

    database_url: Annotated[str, AfterValidator(checked_address)] = "sqlite:///capstone.db"
    database_pool: int = Field(default=10, ge=1)  # connections of this process, at most
    migrate_at_start: bool = True  # false: `python -m app.database` has done it, as with several processes


class BrowserSettings(ServiceSettings):
    """What pages of other sites may do."""

    cors_credentials: bool = False  # before the origins, which are checked against it
    cors_origins: Words = ()

    @field_validator("cors_origins")
    @classmethod
    def not_everybody_with_credentials(
        cls, origins: tuple[str, ...], info: ValidationInfo
    ) -> tuple[str, ...]:
        """Refuse what no browser would accept."""
        if "*" in origins and info.data.get("cors_credentials"):
            raise ValueError("cannot be * with CORS_CREDENTIALS: name the origins")
        return origins


class Settings(
    DatabaseSettings,
    RetrySettings,
    AuthSettings,
    LimitSettings,
    StreamSettings,
    ReadySettings,
    BrowserSettings,
):
    """One field for each environment variable. All times are in seconds."""

    users_file: Path | None = None  # more users and keys, kept by the operator as in stages 5 and 6
    log_prompts: bool = False  # whether the log has what people ask, and what they are answered
    registration: bool = True  # whether anybody may make an account
    admin_name: str | None = None  # an administrator, made at the start if there is none of this name
    admin_password: SecretStr | None = None

    budget_usd_free: Dollars = 1.0  # a day, for each user
    budget_usd_premium: Dollars = 20.0
    default_max_tokens: int = Field(default=4_096, ge=1)  # of an answer, where OpenAI's API does not say

    context_budget: int = Field(default=8_000, ge=100)  # tokens of a conversation's prompt
    conversation_idle: Seconds = 365 * 86_400  # until a conversation that nobody changes is gone
    conversation_max_bytes: int = Field(default=500_000, ge=1_000)  # of text, in one conversation
    conversations_per_user: int = Field(default=1_000, ge=1)

    @property
    def turn_lease(self) -> float:
        """Seconds that one turn may take: a summary, an answer, and some to store it."""
        return 2 * self.provider_timeout + 10

    @property
    def budgets(self) -> dict[str, float]:
        """US dollars a day, by tier."""
        return {"free": self.budget_usd_free, "premium": self.budget_usd_premium}
