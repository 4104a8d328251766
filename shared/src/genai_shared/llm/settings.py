"""What the model lane reads from the environment, besides keys and addresses."""

from pathlib import Path

from pydantic import Field

from genai_shared.settings import ProviderSettings, Seconds


class LlmSettings(ProviderSettings):
    """One field for each environment variable. All times are in seconds."""

    models_file: Path = Path("models.toml")
    cooldown_after: int = Field(default=3, ge=1)  # failures in a minute
    cooldown_seconds: Seconds = 30
    provider_first_token_timeout: Seconds = 10  # of a stream, for each model's attempt
    provider_idle_timeout: Seconds = 15  # between two pieces of a stream
