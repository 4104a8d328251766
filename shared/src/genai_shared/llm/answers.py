"""What we rely on in what LiteLLM returns, which it brings into OpenAI's shape and checks little."""

from typing import Any

from pydantic import BaseModel, Field, ValidationError

from genai_shared.errors import ProviderBadResponseError
from genai_shared.prompt import ToolCall


class Answer(BaseModel):
    """What we rely on in an answer."""

    content: str
    model: str
    stop_reason: str
    input_tokens: int = Field(ge=0)
    output_tokens: int = Field(ge=0)
    tool_calls: list[ToolCall]


class Vectors(BaseModel):
    """What we rely on in an answer to a request for embeddings."""

    model: str
    vectors: list[list[float]]
    input_tokens: int = Field(ge=0)


def check_answer(completion: Any) -> Answer:  # noqa: ANN401 - LiteLLM's object, whose fields may be anything
    """Return what the provider answered. ProviderBadResponseError: it is no completion."""
    try:
        choice = completion.choices[0]
        return Answer(
            content=choice.message.content or "",
            model=completion.model,
            stop_reason=choice.finish_reason,
            input_tokens=completion.usage.prompt_tokens,
            output_tokens=completion.usage.completion_tokens,
            tool_calls=[call.model_dump() for call in choice.message.tool_calls or []],
        )
    except (AttributeError, IndexError, TypeError, ValidationError):
        raise ProviderBadResponseError from None


def check_vectors(answer: Any, texts: int) -> Vectors:  # noqa: ANN401 - LiteLLM's object, whose fields may be anything
    """Return the vectors in the order of the texts. ProviderBadResponseError: there is not one for each."""
    try:
        data = sorted(answer.data, key=lambda one: one["index"])
        vectors = [one["embedding"] for one in data]
        found = Vectors(model=answer.model, vectors=vectors, input_tokens=answer.usage.prompt_tokens)
    except (AttributeError, KeyError, TypeError, ValidationError):
        raise ProviderBadResponseError from None
    if len(vectors) != texts:
        raise ProviderBadResponseError
    return found
