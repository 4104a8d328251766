"""The models as stages open them, in front of the simulator."""

from dataclasses import dataclass
from pathlib import Path

from course.provider import PREFIXES, Provider
from genai_shared.llm import LlmSettings, open_llm, read_catalogue

MODELS = {
    "anthropic": "anthropic/claude-haiku-4-5",
    "openai": "openai/gpt-4.1-mini",
    "openrouter": "openrouter/meta-llama/llama-3.3-70b-instruct",
}
EMBEDDING = "openai/text-embedding-3-small"
CATALOGUE = 'default = "chat"\n[aliases]\nchat = ["anthropic/claude-haiku-4-5"]\n' + "".join(
    f'[models."{model}"]\ninput_price = 1\noutput_price = 2\ncontext_window = 100_000\nmax_output = 10_000\n'
    for model in MODELS.values()
)
CATALOGUE += f'[embeddings."{EMBEDDING}"]\ninput_price = 3\n'


@dataclass
class Bench:
    """The models, and the simulator behind them."""

    provider: Provider
    folder: Path

    def open(self, **limits):
        urls = {f"{vendor}_base_url": self.provider.url(vendor) for vendor in PREFIXES}
        keys = {f"{vendor}_api_key": self.provider.key for vendor in PREFIXES}
        settings = LlmSettings(_env_file=None, **keys, **urls, cooldown_after=1000, **limits)
        file = self.folder / "models.toml"
        file.write_text(CATALOGUE, encoding="utf-8")
        return open_llm(settings, read_catalogue(file))
