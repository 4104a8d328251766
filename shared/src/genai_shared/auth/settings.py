"""What authentication reads from the environment."""

from pathlib import Path

from pydantic import Field, SecretStr, ValidationInfo, field_validator

from genai_shared.settings import ServiceSettings

MINUTE, DAY = 60, 86_400
LEAST_SECRET = 32  # bytes: as many as HS256 signs with


class AuthSettings(ServiceSettings):
    """One field for each environment variable."""

    jwt_secret_file: Path | None = None  # where the secret stands, as a container's does
    jwt_secret: SecretStr = Field(default=SecretStr(""), validate_default=True)  # signs the tokens
    jwt_issuer: str = "fastapi-genai-course"
    jwt_audience: str = "fastapi-genai-course"
    access_token_seconds: int = Field(default=15 * MINUTE, gt=0)
    refresh_token_seconds: int = Field(default=7 * DAY, gt=0)

    @field_validator("jwt_secret")
    @classmethod
    def secret_is_long_enough(cls, secret: SecretStr, info: ValidationInfo) -> SecretStr:
        """Take it from its file, if need be; refuse what could be guessed: who has it is every user."""
        if not secret and (file := info.data.get("jwt_secret_file")):
            secret = secret_in(file)
        if len(secret.get_secret_value().encode()) < LEAST_SECRET:
            raise ValueError(f"must be at least {LEAST_SECRET} bytes long; `openssl rand -hex 32` makes one")
        return secret


def secret_in(file: Path) -> SecretStr:
    """Return what stands in a file, without the line break at its end; ValueError: it cannot be read."""
    try:
        return SecretStr(file.read_text(encoding="utf-8").strip())
    except OSError as error:
        raise ValueError(f"{file}: {error.strerror}") from None
