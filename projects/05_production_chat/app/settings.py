"""What this stage reads from the environment, besides what the models need."""

from collections.abc import Sequence
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Annotated

from limits import parse
from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    RedisDsn,
    SecretStr,
    ValidationInfo,
    field_validator,
)
from pydantic_settings import NoDecode

from genai_shared.llm import LlmSettings
from genai_shared.settings import Seconds
from genai_shared.sse import StreamSettings

MINUTE, DAY = 60, 86_400
LEAST_SECRET = 32  # bytes: as many as HS256 signs with


def words(value: str | tuple[str, ...]) -> tuple[str, ...]:
    """Read `a, b` as a list: JSON in an environment variable is more than an operator wants to write."""
    listed = value.split(",") if isinstance(value, str) else value
    return tuple(word.strip() for word in listed if word.strip())


def networks(value: str | tuple[str, ...]) -> Sequence[IPv4Network | IPv6Network]:
    """Read `10.0.0.0/8, 192.168.1.1` (ValueError: it is not such a list)."""
    try:
        return tuple(ip_network(word) for word in words(value))
    except ValueError as error:
        raise ValueError(f"must be such as 10.0.0.0/8, 192.168.1.1: {error}") from None


def rate(text: str) -> str:
    """Refuse what is not a rate (ValueError): slowapi would log it, and then limit nothing."""
    try:
        parse(text)
    except ValueError:
        raise ValueError("must be such as 20/minute: a number, and second, minute, hour or day") from None
    return text


Words = Annotated[tuple[str, ...], NoDecode, BeforeValidator(words)]
Networks = Annotated[tuple[IPv4Network | IPv6Network, ...], NoDecode, BeforeValidator(networks)]
Rate = Annotated[str, AfterValidator(rate)]


class Settings(LlmSettings, StreamSettings):
    """One field for each environment variable. All times are in seconds."""

    jwt_secret_file: Path | None = None  # where the secret stands, as a container's does
    jwt_secret: SecretStr = Field(default=SecretStr(""), validate_default=True)  # signs the tokens
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

    cors_credentials: bool = False
    cors_origins: Words = ()

    retry_attempts: int = Field(default=3, ge=1)  # rounds in all; 1: no retry
    retry_backoff: Seconds = 0.5  # the first wait, and its jitter of up to as much; then it doubles
    retry_longest_wait: Seconds = 5  # of ours, and the most that a provider's Retry-After is waited for

    log_prompts: bool = False  # and answers: what people write is theirs
    ready_timeout: Seconds = 0.5  # for Redis to answer a probe
    ready_cache: Seconds = 2  # how long what the probe found holds

    @field_validator("jwt_secret")
    @classmethod
    def secret_is_long_enough(cls, secret: SecretStr, info: ValidationInfo) -> SecretStr:
        """Take it from its file, if need be; refuse what could be guessed: who has it is every user."""
        if not secret and (file := info.data.get("jwt_secret_file")):
            secret = secret_in(file)
        if len(secret.get_secret_value().encode()) < LEAST_SECRET:
            raise ValueError(f"must be at least {LEAST_SECRET} bytes long; `openssl rand -hex 32` makes one")
        return secret

    @field_validator("cors_origins")
    @classmethod
    def not_everybody_with_credentials(
        cls, origins: tuple[str, ...], info: ValidationInfo
    ) -> tuple[str, ...]:
        """Refuse `*` with credentials: any site could then act as whoever is logged in here."""
        if "*" in origins and info.data.get("cors_credentials"):
            raise ValueError("must name the origins when CORS_CREDENTIALS is on")
        return origins


def secret_in(file: Path) -> SecretStr:
    """Return what stands in a file, without the line break at its end; ValueError: it cannot be read."""
    try:
        return SecretStr(file.read_text(encoding="utf-8").strip())
    except OSError as error:
        raise ValueError(f"{file}: {error.strerror}") from None
