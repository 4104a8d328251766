"""What the limits read from the environment."""

from ipaddress import IPv4Network, IPv6Network, ip_network
from typing import Annotated

from limits import RateLimitItem, parse
from pydantic import AfterValidator, BeforeValidator, Field, RedisDsn
from pydantic_settings import NoDecode

from genai_shared.auth.principal import Tier
from genai_shared.settings import Seconds, ServiceSettings


def networks(value: object) -> object:
    """Read `10.0.0.0/8, 192.168.1.1`: JSON in a variable is more than an operator wants to write."""
    if not isinstance(value, str):
        return value
    try:
        return tuple(ip_network(word.strip()) for word in value.split(",") if word.strip())
    except ValueError as error:
        raise ValueError(f"must be such as 10.0.0.0/8, 192.168.1.1: {error}") from None


def rate(text: str) -> str:
    """Refuse what is not a rate (ValueError): at the start, not at the first request."""
    try:
        parse(text)
    except ValueError:
        raise ValueError("must be such as 20/minute: a number, and second, minute, hour or day") from None
    return text


Rate = Annotated[str, AfterValidator(rate)]
Networks = Annotated[tuple[IPv4Network | IPv6Network, ...], NoDecode, BeforeValidator(networks)]


class LimitSettings(ServiceSettings):
    """One field for each environment variable."""

    redis_url: RedisDsn | None = None  # none: all of it in the memory of this process
    redis_timeout: Seconds = 0.2  # for each step: to be connected, to be answered
    rate_limit_free: Rate = "20/minute"
    rate_limit_premium: Rate = "120/minute"
    rate_limit_anonymous: Rate = "30/minute"
    tokens_per_day_free: int = Field(default=50_000, ge=0)
    tokens_per_day_premium: int = Field(default=1_000_000, ge=0)
    trusted_proxies: Networks = ()

    def rate(self, tier: Tier | None) -> RateLimitItem:
        """Return how often somebody of this tier may ask; None: somebody we do not know."""
        rates = {
            None: self.rate_limit_anonymous,
            "free": self.rate_limit_free,
            "premium": self.rate_limit_premium,
        }
        return parse(rates[tier])

    def tokens_per_day(self, tier: Tier) -> int:
        return {"free": self.tokens_per_day_free, "premium": self.tokens_per_day_premium}[tier]
