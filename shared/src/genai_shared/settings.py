"""What the environment decides, read once when the application is built."""

from typing import Annotated, Literal, TypeVar

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
AnySettings = TypeVar("AnySettings", bound="ServiceSettings")


class ServiceSettings(BaseSettings):
    """What every service reads: one field for each environment variable; `.env` fills in what is not there.

    A stage adds its own fields in a subclass. An empty variable counts as unset.
    """

    model_config = SettingsConfigDict(
        env_file=".env",
        extra="ignore",  # the same `.env` may serve other stages
        frozen=True,
        hide_input_in_errors=True,  # the input may be a key
    )

    max_body_bytes: int = Field(default=1_000_000, gt=0)
    log_level: Annotated[Literal["debug", "info", "warning", "error"], Lower] = "info"
    log_format: Annotated[Literal["console", "json"], Lower] = "console"

    @field_validator("*", mode="before")
    @classmethod
    def empty_means_unset(cls, value: object, info: ValidationInfo) -> object:
        """Take the default for `NAME=`, which is how compose files and CI leave a variable out."""
        empty = isinstance(value, str) and not value.strip()
        return cls.model_fields[info.field_name or ""].default if empty else value


class ProviderSettings(ServiceSettings):
    """The three providers: a provider is configured when its key is set. All times are in seconds."""

    anthropic_api_key: SecretStr | None = None
    openai_api_key: SecretStr | None = None
    openrouter_api_key: SecretStr | None = None
    anthropic_base_url: HttpUrl = HttpUrl("https://api.anthropic.com")
    openai_base_url: HttpUrl = HttpUrl("https://api.openai.com/v1")
    openrouter_base_url: HttpUrl = HttpUrl("https://openrouter.ai/api/v1")
    provider_timeout: Seconds = 60  # for one answer, all attempts together
    provider_attempt_timeout: Seconds = 20  # for one model's attempt
    provider_connect_timeout: Seconds = 5

    @field_validator("anthropic_api_key", "openai_api_key", "openrouter_api_key")
    @classmethod
    def key_fits_in_a_header(cls, key: SecretStr | None) -> SecretStr | None:
        """Refuse what a bad paste leaves behind, such as a space or a typographic quote."""
        text = key.get_secret_value() if key else ""
        if not (text.isascii() and text.isprintable() and " " not in text):
            raise ValueError("may hold only the printable characters of ASCII, without spaces")
        return key

    @property
    def keys(self) -> dict[str, SecretStr]:
        """The key of every configured provider, by its name as LiteLLM writes it."""
        keys = {
            "anthropic": self.anthropic_api_key,
            "openai": self.openai_api_key,
            "openrouter": self.openrouter_api_key,
        }
        return {provider: key for provider, key in keys.items() if key is not None}

    @property
    def base_urls(self) -> dict[str, str]:
        """Where each provider is, without a slash at the end."""
        urls = {
            "anthropic": self.anthropic_base_url,
            "openai": self.openai_base_url,
            "openrouter": self.openrouter_base_url,
        }
        return {provider: str(url).rstrip("/") for provider, url in urls.items()}


def read_settings(cls: type[AnySettings]) -> AnySettings:
    """Read the environment, or end the program (SystemExit) with one line for each mistake in it."""
    try:
        return cls()
    except ValidationError as error:
        mistakes = (f"{str(mistake['loc'][0]).upper()}: {mistake['msg']}" for mistake in error.errors())
        raise SystemExit("\n".join(mistakes)) from None
