"""What this stage reads from the environment, besides what models, authentication and limits need."""

from pathlib import Path

from pydantic import Field

from genai_shared.auth import AuthSettings
from genai_shared.limits import LimitSettings
from genai_shared.retries import RetrySettings
from genai_shared.settings import Seconds
from genai_shared.sse import StreamSettings


class Settings(RetrySettings, AuthSettings, LimitSettings, StreamSettings):
    """One field for each environment variable. All times are in seconds."""

    users_file: Path = Path("users.toml")
    context_budget: int = Field(default=8_000, ge=100)  # tokens of a prompt
    conversation_idle: Seconds = 30 * 86_400  # until a conversation that nobody changes is gone
    conversation_max_bytes: int = Field(default=500_000, ge=1_000)  # of text, in one conversation
    conversations_per_user: int = Field(default=100, ge=1)

    @property
    def turn_lease(self) -> float:
        """Seconds that one turn may take: a summary, an answer, and some to store it."""
        return 2 * self.provider_timeout + 10
