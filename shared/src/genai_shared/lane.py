"""The way to the models, as small as a stage needs it: who depends on this does not know LiteLLM.

`genai_shared.llm.Llm` is the lane through LiteLLM. Another one, such as one that passes a provider's bytes on
without translation, only has to have these methods.
"""

from collections.abc import AsyncIterator
from typing import Protocol

from genai_shared.prompt import EmbeddingPrompt, Embeddings, Prompt, ToolCallDelta
from genai_shared.schemas import ChatDone, Completion

Piece = str | ToolCallDelta | ChatDone


class AnswerStream(Protocol):
    """An answer under way, whose first token has come; whoever has one closes it."""

    def __aiter__(self) -> AsyncIterator[Piece]:
        """Yield texts and pieces of tool calls, and at the end a ChatDone. ApiError: what broke it off."""

    def broken_off(self, input_tokens: int, output_tokens: int) -> ChatDone:
        """Return who was answering, and what so many tokens cost: for an answer that will not end well."""

    async def aclose(self) -> None:
        """Close the connection to the provider at once, unless the answer is whole."""


class Lane(Protocol):
    """Every method that asks a model raises an ApiError when none answers."""

    def models(self) -> dict[str, str]:
        """Return what a caller can ask for, and whose it is: a provider's, or an alias."""

    def worst_cost(self, prompt: Prompt, input_tokens: int) -> float:
        """Return the most, in US dollars, that an answer can cost, whichever model gives it."""

    async def complete(self, prompt: Prompt) -> Completion:
        """Return a whole answer."""

    async def stream(self, prompt: Prompt) -> AnswerStream:
        """Return an answer whose first token has come."""

    async def embed(self, prompt: EmbeddingPrompt) -> Embeddings:
        """Return the texts' vectors."""
