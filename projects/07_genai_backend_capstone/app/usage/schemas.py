"""What the usage endpoints give out."""

from datetime import date

from pydantic import BaseModel, Field


class UsageLine(BaseModel):
    """What one key used of one model on one day."""

    day: date
    key_id: str | None = Field(description="the API key; null: signed in with a password")
    provider: str
    model: str
    requests: int
    input_tokens: int
    output_tokens: int
    cost_usd: float


class UsageReport(BaseModel):
    """How today stands, and what was used before."""

    user: str
    tier: str
    requests: str = Field(description="how often this tier may ask", examples=["20/minute"])
    tokens_used: int = Field(description="today, in UTC; answers under way count with all that they may take")
    tokens_per_day: int
    resets_at: int = Field(description="when the day ends: Unix time, in seconds")
    spent_usd: float = Field(description="today; answers under way count with the most they can cost")
    budget_usd: float = Field(description="a day")
    total_cost_usd: float = Field(description="of all lines")
    lines: list[UsageLine]
