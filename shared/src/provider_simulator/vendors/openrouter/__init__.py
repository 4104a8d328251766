"""OpenRouter's chat completions and models."""

from provider_simulator.vendors.openrouter.vendor import OpenRouter

__all__ = ["OpenRouter"]
