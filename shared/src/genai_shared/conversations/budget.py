"""How many tokens a prompt may have, and what tokens cost: what the catalogue says about the models."""

from collections.abc import Collection
from dataclasses import dataclass

from genai_shared.conversations.models import Conversation
from genai_shared.llm.catalogue import Catalogue
from genai_shared.schemas import Usage


@dataclass(frozen=True)
class Budget:
    """`tokens` is what a conversation without a budget of its own gets; `providers` are those with a key."""

    catalogue: Catalogue
    providers: Collection[str]
    tokens: int

    def of(self, conversation: Conversation, max_tokens: int) -> int:
        """Return how many tokens may be sent: an answer of `max_tokens` fits beside them, whoever answers.

        ApiError: no model can be asked.
        """
        models = [self.catalogue.models[name] for name in self._order(conversation)]
        room = min(model.context_window - min(max_tokens, model.max_output) for model in models)
        return min(conversation.context.budget or self.tokens, room)

    def first_model(self, conversation: Conversation) -> str:
        """Return the model that is asked first."""
        return self._order(conversation)[0]

    def usage(self, model: str, input_tokens: int, output_tokens: int) -> Usage:
        """Return what so many tokens of a model cost."""
        cost = self.catalogue.models[model].cost(input_tokens, output_tokens)
        return Usage(input_tokens=input_tokens, output_tokens=output_tokens, cost_usd=cost)

    def _order(self, conversation: Conversation) -> list[str]:
        return self.catalogue.order(conversation.model, self.providers)
