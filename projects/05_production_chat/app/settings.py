"""What this stage reads from the environment, besides what the models need."""

from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Annotated, Any

from limits import parse
from pydantic import AfterValidator, BeforeValidator, Field, RedisDsn, SecretStr, model_validator
from pydantic_settings import NoDecode

from genai_shared.llm import LlmSettings
from genai_shared.settings import Seconds

MINUTE, DAY = 60, 86_400
LEAST_SECRET = 32  # bytes: as many as HS256 has


def words(value: object) -> object:
    """Read `a, b` as a list: JSON in an environment variable is more than an operator wants to write."""
    return [word.strip() for word in value.split(",") if word.strip()] if isinstance(value, str) else value


def rate(text: str) -> str:
    """Refuse what is not a limit: slowapi would log it, and then limit nothing (ValueError)."""
    try:
        parse(text)
    except ValueError:
        raise ValueError("must be such as 20/minute: a number, and second, minute, hour or day") from None
    return text


Words = Annotated[tuple[str, ...], NoDecode, BeforeValidator(words)]
Networks = Annotated[tuple[IPv4Network | IPv6Network, ...], NoDecode, BeforeValidator(words)]
Rate = Annotated[str, AfterValidator(rate)]
__all__ = ["Settings", "ip_network"]


class Settings(LlmSettings):
    """One field for each environment variable. All times are in seconds."""

    jwt_secret: SecretStr = SecretStr("")  # signs the tokens
    jwt_secret_file: Path | None = None  # where it stands instead, as a container's secret does
    jwt_issuer: str = "production-chat"
    jwt_audience: str = "production-chat"
    access_token_seconds: int = Field(default=15 * MINUTE, gt=0)
    refresh_token_seconds: int = Field(default=7 * DAY, gt=0)
    users_file: Path = Path("users.toml")

    redis_url: RedisDsn | None = None  # none: all of it in the memory of this process
    redis_timeout: Seconds = 0.2  # for each step: to be connected, to be answered

    rate_limit_free: Rate = "20/minute"
    rate_limit_premium: Rate = "120/minute"
    rate_limit_anonymous: Rate = "30/minute"
    tokens_per_day_free: int = Field(default=50_000, ge=0)
    tokens_per_day_premium: int = Field(default=1_000_000, ge=0)
    trusted_proxies: Networks = ()

    cors_origins: Words = ()
    cors_credentials: bool = False

    stream_keepalive: Seconds = 15  # of silence, before a comment tells everybody that the stream lives
    shutdown_grace: Seconds = 5  # for open streams, when the server is asked to stop

    @model_validator(mode="before")
    @classmethod
    def secret_from_its_file(cls, values: dict[str, Any]) -> dict[str, Any]:
        """Take the secret from JWT_SECRET_FILE, unless JWT_SECRET has it."""
        file = values.get("jwt_secret_file")
        if values.get("jwt_secret") or not file:
            return values
        try:
            return {**values, "jwt_secret": Path(file).read_text(encoding="utf-8").strip()}
        except OSError as error:
            raise ValueError(f"{file}: {error.strerror}") from None
