"""What the environment decides, read once when the application is built."""

from typing import Annotated, Literal

from pydantic import (
    BeforeValidator,
    Field,
    HttpUrl,
    SecretStr,
    ValidationError,
    ValidationInfo,
    field_validator,
)
from pydantic_settings import BaseSettings, SettingsConfigDict

Seconds = Annotated[float, Field(gt=0, allow_inf_nan=False)]
Lower = BeforeValidator(str.lower)


class Settings(BaseSettings):
    """One field for each environment variable; `.env` fills in those that the environment does not have."""

    model_config = SettingsConfigDict(
        env_file=".env",
        extra="ignore",  # the same `.env` may serve other stages
        frozen=True,
        hide_input_in_errors=True,  # the input may be a key
    )

    anthropic_api_key: SecretStr | None = None
    anthropic_base_url: HttpUrl = HttpUrl("https://api.anthropic.com")
    chat_model: str = "claude-haiku-4-5"
    provider_timeout: Seconds = 60  # for one answer, all tries together
    provider_connect_timeout: Seconds = 5
    provider_max_retries: int = Field(default=2, ge=0)
    max_body_bytes: int = Field(default=1_000_000, gt=0)
    log_level: Annotated[Literal["debug", "info", "warning", "error"], Lower] = "info"
    log_format: Annotated[Literal["console", "json"], Lower] = "console"

    @field_validator("*", mode="before")
    @classmethod
    def empty_means_unset(cls, value: object, info: ValidationInfo) -> object:
        """Take the default for `NAME=`, which is how compose files and CI leave a variable out."""
        empty = isinstance(value, str) and not value.strip()
        return cls.model_fields[info.field_name or ""].default if empty else value

    @field_validator("anthropic_api_key")
    @classmethod
    def key_fits_in_a_header(cls, key: SecretStr | None) -> SecretStr | None:
        """Refuse what a bad paste leaves behind, such as a space or a typographic quote."""
        text = key.get_secret_value() if key else ""
        if not (text.isascii() and text.isprintable() and " " not in text):
            raise ValueError("may hold only the printable characters of ASCII, without spaces")
        return key


def read_settings() -> Settings:
    """Read the environment, or end the program with one line for each mistake in it."""
    try:
        return Settings()
    except ValidationError as error:
        mistakes = (f"{str(mistake['loc'][0]).upper()}: {mistake['msg']}" for mistake in error.errors())
        raise SystemExit("\n".join(mistakes)) from None
