"""The models the simulated OpenRouter offers: who serves each, and at which price."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

CONTEXT = 131_072
CREATED = 1_750_000_000
PARAMETERS = [
    "max_tokens",
    "response_format",
    "stop",
    "structured_outputs",
    "temperature",
    "tool_choice",
    "tools",
    "top_p",
]
# What upstream providers call the reasons to stop.
NATIVE = {
    "Anthropic": {"stop": "end_turn", "length": "max_tokens", "tool_calls": "tool_use"},
    "Google": {"stop": "STOP", "length": "MAX_TOKENS", "tool_calls": "STOP"},
}


@dataclass(frozen=True, slots=True)
class Model:
    """One model; prices are dollars for a million tokens."""

    id: str
    name: str
    provider: str
    prompt: float
    completion: float
    output: int

    def cost(self, prompt_tokens: int, completion_tokens: int) -> tuple[float, float]:
        return round(prompt_tokens * self.prompt / 1e6, 10), round(
            completion_tokens * self.completion / 1e6, 10
        )

    def listed(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "canonical_slug": self.id,
            "name": self.name,
            "created": CREATED,
            "description": f"{self.name}, played by the provider simulator.",
            "context_length": CONTEXT,
            "architecture": {
                "modality": "text+image->text",
                "input_modalities": ["text", "image"],
                "output_modalities": ["text"],
                "tokenizer": "Other",
                "instruct_type": None,
            },
            "pricing": {
                "prompt": per_token(self.prompt),
                "completion": per_token(self.completion),
                "request": "0",
                "image": "0",
            },
            "top_provider": {
                "context_length": CONTEXT,
                "max_completion_tokens": self.output,
                "is_moderated": False,
            },
            "per_request_limits": None,
            "supported_parameters": PARAMETERS,
        }


def per_token(price: float) -> str:
    return f"{price / 1e6:.10f}".rstrip("0")


MODELS = {
    model.id: model
    for model in (
        Model("anthropic/claude-haiku-4.5", "Anthropic: Claude Haiku 4.5", "Anthropic", 1, 5, 64_000),
        Model("anthropic/claude-sonnet-4.5", "Anthropic: Claude Sonnet 4.5", "Anthropic", 3, 15, 64_000),
        Model("openai/gpt-4.1-mini", "OpenAI: GPT-4.1 Mini", "OpenAI", 0.4, 1.6, 32_768),
        Model("openai/gpt-5.5", "OpenAI: GPT-5.5", "OpenAI", 5, 30, 128_000),
        Model(
            "meta-llama/llama-3.3-70b-instruct",
            "Meta: Llama 3.3 70B Instruct",
            "DeepInfra",
            0.13,
            0.39,
            16_384,
        ),
        Model(
            "mistralai/mistral-small-3.2-24b-instruct",
            "Mistral: Mistral Small 3.2 24B",
            "Mistral",
            0.06,
            0.18,
            131_072,
        ),
        Model("deepseek/deepseek-v3.2", "DeepSeek: DeepSeek V3.2", "DeepSeek", 0.27, 0.4, 65_536),
        Model("google/gemini-2.5-flash", "Google: Gemini 2.5 Flash", "Google", 0.3, 2.5, 65_535),
    )
}
