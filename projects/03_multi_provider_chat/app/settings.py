"""What this stage reads from the environment, besides what every stage with providers reads."""

from pathlib import Path

from pydantic import Field

from genai_shared.settings import ProviderSettings, Seconds


class Settings(ProviderSettings):
    """One field for each environment variable."""

    models_file: Path = Path("models.toml")
    cooldown_after: int = Field(default=3, ge=1)  # failures in a minute
    cooldown_seconds: Seconds = 30
