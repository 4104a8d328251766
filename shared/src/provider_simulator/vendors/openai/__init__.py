"""OpenAI's chat completions, models and embeddings."""

from provider_simulator.vendors.openai.vendor import OpenAI

__all__ = ["OpenAI"]
