"""The vendors the data port speaks for, by the prefix of their paths."""

from __future__ import annotations

from typing import TYPE_CHECKING

from provider_simulator.vendors.anthropic import Anthropic
from provider_simulator.vendors.openai import OpenAI
from provider_simulator.vendors.openrouter import OpenRouter

if TYPE_CHECKING:
    from provider_simulator.vendors.base import Vendor

VENDORS: tuple[Vendor, ...] = (Anthropic(), OpenAI(), OpenRouter())
